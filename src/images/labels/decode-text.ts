import { LabError } from "#failures/lab-error.ts";

/**
 * The text of a file as people write them: UTF-8, or UTF-16 of either byte order (by its mark, or by the zero bytes of
 * its letters), else Windows-1252. Marks in front are taken away, and every line ends in one newline.
 */
export function decodeText(bytes: Uint8Array): string {
  return decoded(bytes)
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n");
}

function decoded(bytes: Uint8Array): string {
  const wide = wideEncoding(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Letters of Latin scripts have a zero byte each in UTF-16; no other text has one. */
function wideEncoding([first, second, third, fourth]: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && first !== 0 && fourth === 0) return "utf-16le";
  return first === 0 && second !== 0 && third === 0 ? "utf-16be" : null;
}

/** The value of a JSON text that is an object or a list. @throws LabError `data.invalid` (problem) */
export function jsonValue(text: string, name: string): unknown[] | Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LabError("data.invalid", { name, problem: "it is not JSON" }, { cause });
  }
  // An object that JSON gives is a list or a record.
  if (typeof value === "object" && value !== null) return value as unknown[] | Record<string, unknown>;
  throw new LabError("data.invalid", { name, problem: "it holds neither a list nor an object" });
}
