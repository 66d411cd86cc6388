import { LabError } from "#failures/lab-error.ts";

/** The value of a JSON text that is an object or a list. @throws LabError `data.invalid` (problem) */
export function jsonValue(text: string, name: string): unknown[] | Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LabError("data.invalid", { name, problem: "it is not JSON" }, { cause });
  }
  if (typeof value === "object" && value !== null) return value as unknown[] | Record<string, unknown>;
  throw new LabError("data.invalid", { name, problem: "it holds neither a list nor an object" });
}
