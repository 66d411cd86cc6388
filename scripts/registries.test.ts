import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Registry {
  name: string;
  file: string;
  ids: string[];
}

/** The lists of a source file that hold all there is of one concept: exported arrays of entries with an id. */
function registriesIn(file: string, text: string): Registry[] {
  const lists = text.matchAll(/^export const ([A-Z][A-Z_]+)\b[^=]*= \[\n(.*?)^\]/gms);
  return Array.from(lists, ([, name, entries]) => ({
    name,
    file,
    ids: Array.from(entries.matchAll(/^ {2}(?:\{ |\{\n {4})id: "([^"]+)"/gm), ([, id]) => id),
  })).filter(({ ids }) => ids.length > 0);
}

/** Says of each thing that is defined twice where it belongs. */
function secondDefinitions(registries: readonly Registry[]): string[] {
  const said: string[] = [];
  for (const { name, file, ids } of registries)
    for (const id of new Set(ids.filter((each, i) => ids.indexOf(each) !== i)))
      said.push(
        `“${id}” stands twice in ${name} (${file}): recipes, links and logs know it by that name, so change the entry that is there.`,
      );
  registries.forEach(({ name, file }, i) => {
    const first = registries.findIndex((other) => other.name === name);
    if (first < i)
      said.push(`${name} of ${file} is defined in ${registries[first].file}: read it from there.`);
  });
  return said;
}

const root = join(import.meta.dirname, "../src");
const registries = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  .flatMap((file) => registriesIn(file, readFileSync(join(root, file), "utf8")));

it("finds the registries", () => {
  const names = registries.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["CALIBRATION_METHODS", "MODES", "PHASES", "PRECISIONS", "SCENARIOS"]),
  );
  for (const { ids } of registries) expect(ids.length).toBeGreaterThan(1);
});

it("nothing is defined twice", () => {
  expect(secondDefinitions(registries)).toEqual([]);
});

it("a second definition is refused with a sentence that says where the first one is", () => {
  const methods = (...ids: string[]) =>
    `export const CALIBRATION_METHODS = [\n${ids.map((id) => `  {\n    id: "${id}",\n  },\n`).join("")}] as const;\n`;
  const twice = registriesIn("numerics/registry.ts", methods("minmax", "mse", "minmax"));
  expect(secondDefinitions(twice)).toEqual([
    expect.stringMatching(/^“minmax” stands twice in CALIBRATION_METHODS \(numerics/),
  ]);
  const elsewhere = registriesIn("features/methods.ts", methods("own"));
  const [first] = twice;
  expect(secondDefinitions([{ ...first, ids: ["minmax"] }, ...elsewhere])).toEqual([
    "CALIBRATION_METHODS of features/methods.ts is defined in numerics/registry.ts: read it from there.",
  ]);
});
