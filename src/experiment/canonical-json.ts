import { jsonNumber } from "./json-numbers.ts";

/** A JSON object of no particular shape. */
export type PlainObject = { [key: string]: unknown };

export const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * JSON with the keys of every object in order: equal values give equal texts, wherever they come from. Undefined
 * values count as absent; NaN and infinities are as `jsonText` has them.
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    isPlainObject(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : jsonNumber(each),
  );

/** Whether two JSON values are equal part by part, in whatever order their keys stand. */
export const isSame = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b);
