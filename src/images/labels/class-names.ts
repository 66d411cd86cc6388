import { LabError } from "#failures/lab-error.ts";
import { jsonValue } from "./decode-text.ts";

const MAX_CLASSES = 100_000;
/** WordNet identifiers, by which ImageNet's lists and folders name their classes. */
const SYNSET = /^n\d{8}$/;

/** Classes in the order of their indices. */
export interface ClassList {
  names: string[];
  /** Each class's WordNet identifier; null where the list gives none. */
  synsets: string[] | null;
}

/**
 * Classes in the order of their indices, from the text of a list:
 * - JSON: `["cat", "dog"]`, `{"0": "cat"}`, or Keras's `{"0": ["n02123045", "tabby"]}`
 * - lines: one name each, after an optional index (`0 cat`, `0: cat`, `0,cat`) or WordNet identifier
 *
 * @throws LabError `data.invalid` (problem) when there are less than two names, an index is missing, or the JSON
 *   holds something else
 */
export function parseClassList(text: string, name: string): ClassList {
  const invalid = (problem: string) => new LabError("data.invalid", { name, problem });
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const entries = /^[[{]/.test(trimmed) ? fromJson(trimmed, name) : fromLines(trimmed);
  if (entries.length < 2) throw invalid("it names less than two classes");
  if (entries.length > MAX_CLASSES) throw invalid(`it names more than ${MAX_CLASSES} classes`);
  const pairs = entries.map(toClass);
  if (!pairs.every((pair) => pair !== null)) throw invalid("it is not a list of class names");
  const synsets = pairs.map(({ synset }) => synset);
  return {
    names: pairs.map((pair) => pair.name),
    synsets: synsets.every((synset) => synset !== null) ? synsets : null,
  };
}

/** A name, or a name behind its identifier. */
type RawClass = readonly [string] | readonly [string, string];

function toClass(entry: unknown): { name: string; synset: string | null } | null {
  const parts: unknown[] = Array.isArray(entry) ? entry : [entry];
  const [first] = parts;
  const last = parts.at(-1);
  if (typeof first !== "string" || typeof last !== "string") return null;
  return {
    name: last.replaceAll("_", " ").trim(),
    synset: SYNSET.test(first) ? first : null,
  };
}

function fromJson(text: string, name: string): unknown[] {
  const value = jsonValue(text, name);
  if (Array.isArray(value)) return value;
  // Values under the keys "0", "1", …; a hole gives undefined, which is no name.
  return Object.keys(value).map((_, i) => (Object.hasOwn(value, String(i)) ? value[String(i)] : undefined));
}

const INDEX = /^\s*(\d{1,6})\s*[\s:,;]\s*/;

function fromLines(text: string): RawClass[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const numbered = lines.every((line, i) => INDEX.exec(line)?.[1] === String(i));
  return lines.map((line) => {
    const rest = (numbered ? line.replace(INDEX, "") : line).trim();
    const [, synset, name] = /^(n\d{8})\s+(.+)$/.exec(rest) ?? [];
    return synset ? [synset, name] : [rest];
  });
}
