import { afterAll, expect, test, vi } from "vitest";
import type { Recipe } from "#core/recipe.ts";
import type { SweepDirection, SweepRow } from "#protocol/sensitivity.ts";
import { type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { runRecipe } from "../run/run.ts";
import { sweep } from "./sweep.ts";
import { sweepRecipe } from "./sweep-recipe.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

const layersOf = ({ model }: Lab, recipe: Recipe) =>
  model.float(recipe.corrections.equalize ?? false).plan.layers.map(({ name }) => name);

/** What a run of the recipe gives, as a sweep says it. */
async function runOf({ model, data }: Lab, recipe: Recipe) {
  const { quantized, agreement, flips, outputs } = await runRecipe(
    model,
    data,
    recipe,
    "wasm",
    () => {},
    never,
  );
  const right = flips.filter(({ label }) => label >= 0);
  return {
    top1: quantized.top1,
    lost: right.filter(({ label, fp32 }) => fp32 === label).length,
    gained: right.filter(({ label, quantized }) => quantized === label).length,
    agreement,
    outputSqnrDb: expect.closeTo(outputs[0].sqnrDb, 6),
  };
}

async function expectRuns(lab: Lab, recipe: Recipe, direction: SweepDirection, layers: readonly string[]) {
  const result = await sweep(lab.model, lab.data, recipe, direction, () => {}, never);
  const all = layersOf(lab, recipe).map((name) => ({ name }));
  expect(result.whole).toEqual(await runOf(lab, recipe));
  for (const layer of layers) {
    const { layer: _, againstWhole, ...row } = result.rows.find((each) => each.layer === layer) as SweepRow;
    expect(row, `${direction} ${layer}`).toEqual(
      await runOf(lab, sweepRecipe(recipe, all, layer, direction)),
    );
    const right = ({ top1 }: typeof row) => top1.correct;
    expect(againstWhole.gained - againstWhole.lost).toBe(right(row) - right({ ...row, ...result.whole }));
  }
  return result;
}

test.each<[SweepDirection, Partial<Recipe>]>([
  ["only", { weights: { bits: 4, scheme: "symmetric", granularity: { kind: "tensor" } } }],
  ["all-but", { weights: { bits: 4, scheme: "symmetric", granularity: { kind: "tensor" } } }],
])("each row is what a run of its recipe gives: %s %o", async (direction, change) => {
  const lab = residualLab();
  const recipe = { ...residualRecipe, ...change };
  await expectRuns(lab, recipe, direction, layersOf(lab, recipe));
});
