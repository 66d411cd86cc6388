import { expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { LogEntry } from "#share/log-file.ts";
import { changeText, kept, runName } from "./run-words.ts";

const variant = { top1: { correct: 9, total: 10 } } as LogEntry["fp32"];
const run = (recipe: Partial<Recipe>, change: Partial<LogEntry> = {}): LogEntry =>
  ({
    ...{ id: "a", name: "", modelName: "Net", fp32: variant, quantized: variant },
    ...{ agreement: { correct: 5, total: 10 }, recipe: { ...BASE_RECIPE, ...recipe } },
    ...change,
  }) as LogEntry;

const base = run({});
const mode = { mode: "dynamic" as const };
const weights = { ...BASE_RECIPE.weights, bits: 4 as const };

it("says what changed, and that two changes teach nothing about either", () => {
  expect(changeText(base, run(mode))).toBe("One change. Mode: static → dynamic.");
  expect(changeText(base, run({ ...mode, weights }))).toBe(
    "Two changes: you cannot tell which one helped. Mode: static → dynamic; Weight bits: 8 → 4.",
  );
  expect(changeText(base, base)).toMatch(/^No option differs/);
});

it("says why accuracies of other images or counts cannot be compared", () => {
  const few = run({ evaluation: { count: 1, seed: 1 } }, { agreement: { correct: 1, total: 1 } });
  expect(changeText(base, few)).toMatch(
    / Their accuracies cannot be compared: the two runs saw 10 and 1 images\.$/,
  );
  const others = run({ data: { kind: "file", name: "others", sha256: "ab" } });
  expect(changeText(base, others)).toMatch(/: the two runs were judged on different images\.$/);
  expect(changeText(base, run(mode))).not.toContain("compared");
});

it("goes by agreement where nothing has a label, and by nothing where there are no classes", () => {
  const none = { correct: 0, total: 0 };
  const unlabelled = { fp32: { ...variant, top1: none }, quantized: { ...variant, top1: none } };
  expect(kept(base)).toBe(0.9);
  expect(kept(run({}, unlabelled))).toBe(0.5);
  expect(kept(run({}, { ...unlabelled, agreement: none }))).toBeNull();
});

it("is called by what it was until it has a name", () => {
  expect(runName(base)).toBe("INT8 static, per tensor, Net");
  expect(runName(run({}, { name: "first try", origin: "Broken: Dark" }))).toBe("first try");
  expect(runName(run({}, { origin: "Broken: Dark" }))).toBe("Broken: Dark, INT8 static, per tensor, Net");
});
