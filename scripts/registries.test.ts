import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CORRECTIONS } from "#experiment/corrections.ts";
import { MODES } from "#experiment/modes.ts";
import { PRECISIONS } from "#experiment/precisions.ts";
import { parseRecipe, type Recipe } from "#experiment/recipe.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import { CALIBRATION_METHODS } from "#numerics/calibration/methods/registry.ts";
import { GRANULARITIES, SCHEMES, WEIGHT_RANGES } from "#numerics/grid.ts";
import { idsOf } from "#numerics/registry.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { pythonScript } from "#share/python-script.ts";
import { GLOSSARY } from "#words/glossary.ts";
import { variantTitle } from "#words/recipe-words.ts";
import { allSecondDefinitions, REGISTRIES, secondDefinitions } from "./registries.ts";

/** Every text of an entry, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(texts);
}

describe.each([...REGISTRIES])("the $concept", ({ entries }) => {
  it("have an id each, and no text that is empty", () => {
    expect(entries.length).toBeGreaterThan(1);
    expect(new Set(idsOf(entries)).size).toBe(entries.length);
    for (const entry of entries) for (const text of texts(entry)) expect(text.trim()).not.toBe("");
  });
});

const terms: Record<string, { term: string }> = GLOSSARY;

/** A recipe with one entry of a registry in it: a link may carry it, and the script and the report can say it. */
function expectUsable(change: Partial<Recipe>) {
  const recipe = parseRecipe({ ...BASE_RECIPE, ...change });
  expect(recipe).toEqual({ ...BASE_RECIPE, ...change });
  expect(pythonScript(recipe)).toContain("def quantize(");
  for (const { label, value } of recipeOptions(recipe)) {
    expect(label).not.toMatch(/\./);
    expect(value).not.toBe("");
  }
}

it.each([...CALIBRATION_METHODS])("$id can be chosen, and is explained", ({ id, glossary }) => {
  expectUsable({ calibration: { ...BASE_RECIPE.calibration, method: id } });
  expect(terms[id].term).toBe(glossary.term);
});

it.each([...MODES])("$id can be chosen, and is explained", ({ id, glossary }) => {
  expectUsable({ mode: id });
  expect(variantTitle({ ...BASE_RECIPE, mode: id })).toContain(id);
  expect(terms[id].term).toBe(glossary.term);
});

it.each([...CORRECTIONS])("$id can be chosen, and is explained", ({ id, glossary, missing }) => {
  expectUsable({ corrections: { [id]: true } });
  expect(pythonScript({ ...BASE_RECIPE, corrections: { [id]: true } })).toContain(missing);
  expect(terms[glossary.id].term).toBe(glossary.term);
});

it.each([...PRECISIONS])("$id can be chosen for a layer", ({ id, phrase }) => {
  const layers = { conv1: { precision: id } };
  expectUsable({ layers });
  expect(recipeOptions({ ...BASE_RECIPE, layers }).at(-1)?.value).toBe(phrase);
});

it("every scheme, granularity and weight range can be chosen", () => {
  for (const scheme of idsOf(SCHEMES)) expectUsable({ weights: { ...BASE_RECIPE.weights, scheme } });
  for (const range of idsOf(WEIGHT_RANGES)) expectUsable({ weights: { ...BASE_RECIPE.weights, range } });
  for (const kind of idsOf(GRANULARITIES)) {
    const granularity = kind === "group" ? { kind, size: 32 } : { kind };
    expectUsable({ weights: { ...BASE_RECIPE.weights, granularity } });
  }
});

describe("a second definition", () => {
  it("stands nowhere in the sources", () => {
    expect(allSecondDefinitions(join(import.meta.dirname, ".."))).toEqual([]);
  });

  it.each([
    [
      "a union of all ids",
      'type Mode = "static" | "dynamic" | "weight-only";',
      /modes, src\/experiment\/modes\.ts/,
    ],
    [
      "a list of all ids",
      'const ALL = ["fp16", "fp32", "int"];',
      /precisions, src\/experiment\/precisions\.ts/,
    ],
    [
      "a label for each id",
      'const LABELS = { tensor: "one", channel: "many", group: "more" };',
      /a field of its entries/,
    ],
    ["a name again", 'const CHOICE = { value: "minmax", label: "Min–max" };', /naming “Min–max” again/],
  ])("is refused with where it belongs: %s", (_, source, sentence) => {
    expect(secondDefinitions("src/features/planted/planted.ts", source).join("\n")).toMatch(sentence);
  });

  it("is none in the registry itself, nor where some of the ids are chosen from", () => {
    const source = 'const ALL = ["static", "dynamic", "weight-only"];';
    expect(secondDefinitions("src/experiment/modes.ts", source)).toEqual([]);
    expect(secondDefinitions("src/lessons/x.ts", 'const TWO = ["static", "dynamic"];')).toEqual([]);
  });
});
