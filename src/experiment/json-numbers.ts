import * as v from "valibot";

/**
 * NaN and the infinities in everything that the lab writes as JSON (the report, the log, a link, what the browser
 * keeps): JSON has no number for them, so they stand as the texts "NaN", "Infinity" and "-Infinity", as the JSON form
 * of protocol buffers has it. Null always means that there is no value; versions before wrote it for these three, too.
 */
const TEXTS = ["NaN", "Infinity", "-Infinity"] as const;

/** Replaces a number that JSON lacks by its text; any other value stays. */
export const jsonNumber = (value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/** A value as JSON, with those texts; `indent` as in `JSON.stringify`. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_key, each: unknown) => jsonNumber(each), indent);

/** Reads any number, or one of the texts. */
export const anyNumber = v.union([
  v.number(),
  v.pipe(v.picklist(TEXTS), v.transform(Number)),
  // The browser's own store keeps NaN as it is.
  v.nan(),
]);
