import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BACKENDS } from "#experiment/backends.ts";
import { CORRECTIONS } from "#experiment/corrections.ts";
import { MODES } from "#experiment/modes.ts";
import { PHASES } from "#experiment/phases.ts";
import { PRECISIONS } from "#experiment/precisions.ts";
import { CALIBRATION_METHODS } from "#numerics/calibration/methods/registry.ts";
import { NUMBER_FORMATS } from "#numerics/floats/number-formats.ts";
import { GRANULARITIES, SCHEMES, WEIGHT_RANGES } from "#numerics/grid.ts";

/** A concept of which there is one list, and the file in which it stands. */
export interface Registry {
  /** In the plural. */
  concept: string;
  file: string;
  entries: readonly { id: string; name?: string }[];
}

export const REGISTRIES: readonly Registry[] = [
  {
    concept: "calibration methods",
    file: "src/numerics/calibration/methods/registry.ts",
    entries: CALIBRATION_METHODS,
  },
  { concept: "number formats", file: "src/numerics/floats/number-formats.ts", entries: NUMBER_FORMATS },
  { concept: "schemes", file: "src/numerics/grid.ts", entries: SCHEMES },
  { concept: "granularities", file: "src/numerics/grid.ts", entries: GRANULARITIES },
  { concept: "weight ranges", file: "src/numerics/grid.ts", entries: WEIGHT_RANGES },
  { concept: "backends", file: "src/experiment/backends.ts", entries: BACKENDS },
  { concept: "modes", file: "src/experiment/modes.ts", entries: MODES },
  { concept: "precisions", file: "src/experiment/precisions.ts", entries: PRECISIONS },
  { concept: "corrections", file: "src/experiment/corrections.ts", entries: CORRECTIONS },
  { concept: "phases", file: "src/experiment/phases.ts", entries: PHASES },
];

/** Texts between quotes with nothing but commas or bars between them: a list, or a union of types. */
const LISTS = /"[\w-]+"(?:\s*[|,]\s*"[\w-]+")+/g;
/** Keys that each have a text: a table of labels. */
const TABLES = /(?:(?:"[\w-]+"|[\w-]+):\s*"[^"]*",?\s*){2,}/g;
/** An entry of a list that names something: `{ value: "minmax", label: "Min–max" }`. */
const NAMED =
  /\b(?:id|value|key|method|precision|mode):\s*"([\w-]+)",\s*(?:name|label|title|short):\s*"([^"]*)"/g;

const idsIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, id]) => id));

/**
 * Where a source file spells out a registered concept once more: all its ids in a row, a label for each of them, or an
 * entry with the name that the registry gives it. Each sentence says where the definition belongs.
 */
export function secondDefinitions(file: string, source: string): string[] {
  const lists = [...source.matchAll(LISTS)].map(([text]) => idsIn(text, /"([\w-]+)"/g));
  const tables = [...source.matchAll(TABLES)].map(([text]) => idsIn(text, /"?([\w-]+)"?:\s*"/g));
  const named = [...source.matchAll(NAMED)].map(([, id, name]) => ({ id, name }));
  const isHome = REGISTRIES.some((registry) => registry.file === file);
  return REGISTRIES.filter((registry) => registry.file !== file).flatMap(
    ({ concept, file: home, entries }) => {
      // Of two ids both may well stand among others that are chosen from.
      const holdsAll = (ids: Set<string>) =>
        entries.every(({ id }) => ids.has(id)) && (entries.length > 2 || ids.size === 2);
      const belongs = `${file}: there is one list of the ${concept}, ${home}. Read it from there`;
      return [
        ...(lists.some(holdsAll) ? [`${belongs} instead of listing all of them again.`] : []),
        ...(tables.some(holdsAll)
          ? [`${belongs}, and let what is said of each be a field of its entries.`]
          : []),
        ...named
          .filter(
            ({ id, name }) =>
              !isHome &&
              id.toUpperCase() !== name &&
              entries.some((entry) => entry.id === id && entry.name === name),
          )
          .map(({ name }) => `${belongs} instead of naming “${name}” again.`),
      ];
    },
  );
}

/** The same of every source file that is no test. */
export function allSecondDefinitions(root: string): string[] {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  return files
    .map((file) => `src/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/fixtures\//.test(file))
    .flatMap((file) => secondDefinitions(file, readFileSync(join(root, file), "utf8")));
}
