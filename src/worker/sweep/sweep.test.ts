import { afterAll, expect, test, vi } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import type { SweepDirection, SweepProgress, SweepRow } from "#protocol/sensitivity.ts";
import { buildQuantized, ensureBuilt } from "../build/build.ts";
import { bundledLab } from "../fixtures/bundled-lab.ts";
import { type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { dropped, fixedNet, pictureNet } from "../fixtures/strangers.ts";
import { unevenNet } from "../fixtures/uneven-net.ts";
import { runRecipe } from "../run/run.ts";
import { Fp32Side } from "./fp32-side.ts";
import { measureWhole, sweepRecipe } from "./measure.ts";
import { sweep } from "./sweep.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

type Opened = Pick<Lab, "model" | "data">;

const BOTH: readonly SweepDirection[] = ["only", "all-but"];
const COARSE: Recipe["weights"] = { bits: 4, scheme: "symmetric", granularity: { kind: "tensor" } };

const layersOf = ({ model }: Opened, recipe: Recipe) =>
  model.float(recipe.corrections.equalize ?? false).plan.layers;

const sweepOf = ({ model, data }: Opened, recipe: Recipe, direction: SweepDirection) =>
  sweep(model, data, recipe, direction, () => {}, never);

/** What a run of a recipe gives, in the words of a sweep; the SQNR may differ in the last digits. */
async function runOf({ model, data }: Opened, recipe: Recipe) {
  const run = await runRecipe(model, data, recipe, "wasm", () => {}, never);
  const labelled = run.flips.filter(({ label }) => label >= 0);
  return {
    top1: run.quantized.top1,
    lost: labelled.filter(({ label, fp32 }) => fp32 === label).length,
    gained: labelled.filter(({ label, quantized }) => quantized === label).length,
    agreement: run.agreement,
    outputSqnrDb: expect.closeTo(run.outputs[0].sqnrDb, 6),
  };
}

/** Holds rows of a sweep against runs of their recipes. */
async function expectRuns(
  lab: Opened,
  recipe: Recipe,
  direction: SweepDirection,
  wanted?: readonly string[],
) {
  const layers = layersOf(lab, recipe);
  const { rows, whole } = await sweepOf(lab, recipe, direction);
  expect(whole).toEqual(await runOf(lab, recipe));
  for (const { layer, againstWhole, ...row } of rows) {
    if (wanted && !wanted.includes(layer)) continue;
    const run = await runOf(lab, sweepRecipe(recipe, layers, layer, direction));
    expect(row, `${direction} ${layer}`).toEqual(run);
    expect(againstWhole.gained - againstWhole.lost).toBe(row.top1.correct - whole.top1.correct);
  }
  return rows;
}

test.each(BOTH)(
  "rows are what runs of their recipes give, in the order of the graph: %s",
  async (direction) => {
    const lab = residualLab();
    const rows = await expectRuns(lab, { ...residualRecipe, weights: COARSE }, direction);
    expect(rows.map(({ layer }) => layer)).toEqual(["c1/Conv", "c2/Conv", "logits/Gemm"]);
    expect(new Set(rows.map(({ outputSqnrDb }) => outputSqnrDb)).size).toBe(3);
  },
);

test.each<[string, Partial<Recipe>]>([
  ["dynamic", { mode: "dynamic" }],
  ["weight-only", { mode: "weight-only" }],
  ["learned rounding", { corrections: { learnedRounding: true } }],
  ["bias correction", { corrections: { biasCorrection: true } }],
  ["a layer in FP16", { layers: { "c1/Conv": { precision: "fp16" } } }],
])("rows are what runs of their recipes give: %s", async (_, change) => {
  const lab = residualLab();
  for (const direction of BOTH)
    await expectRuns(lab, { ...residualRecipe, weights: COARSE, ...change }, direction, ["c2/Conv"]);
});

test("equalized layers are those that are swept", async () => {
  const recipe = { ...residualRecipe, weights: COARSE, corrections: { equalize: true } };
  for (const direction of BOTH) await expectRuns(residualLab(unevenNet()), recipe, direction);
});

test("a model with a fixed batch, and one that is no classifier", async () => {
  const { data } = residualLab();
  const recipe = { ...residualRecipe, weights: COARSE };
  for (const net of [fixedNet(), pictureNet(true)]) {
    const lab = { model: await dropped(net), data };
    for (const direction of BOTH) await expectRuns(lab, recipe, direction);
  }
  const { fp32, rows } = await sweepOf({ model: await dropped(pictureNet()), data }, recipe, "only");
  expect(fp32.top1.total).toBe(0);
  expect(rows.map(({ agreement, lost, gained }) => [agreement.total, lost, gained])).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  for (const { outputSqnrDb } of rows) expect(outputSqnrDb).toBeGreaterThan(5);
});

/** Rows of the layers at some positions; the others are passed off as known. */
async function rowsAt(
  { model, data }: Opened,
  recipe: Recipe,
  direction: SweepDirection,
  at: readonly number[],
) {
  const layers = layersOf({ model, data }, recipe).map(({ name }) => name);
  const wanted = at.map((position) => layers[position]);
  const score = { correct: 0, total: 0 };
  const none = { top1: score, agreement: score, lost: 0, gained: 0, outputSqnrDb: 0 };
  const known = layers
    .filter((layer) => !wanted.includes(layer))
    .map((layer) => ({ ...none, layer, againstWhole: { lost: 0, gained: 0 } }));
  const { rows } = await sweep(model, data, recipe, direction, () => {}, never, known);
  return rows.filter(({ layer }) => wanted.includes(layer));
}

test.each([
  ["mobilenet", [13, 31]],
  ["vit", [5, 40]],
])("rows of a bundled network, uncut evaluations of their recipes: %s", async (id, at) => {
  const { lab, recipe } = await bundledLab(id);
  recipe.weights = COARSE;
  const fp32 = await Fp32Side.run(lab.model, lab.data, recipe, never);
  for (const direction of BOTH) {
    for (const { layer, againstWhole: _, ...row } of await rowsAt(lab, recipe, direction, at)) {
      const own = sweepRecipe(recipe, layersOf(lab, recipe), layer, direction);
      const { build } = await buildQuantized(lab.model, lab.data, own, { backend: "wasm", signal: never });
      const { whole } = await measureWhole(build, fp32, null, never);
      expect(row, `${direction} ${layer}`).toEqual({
        ...whole,
        outputSqnrDb: expect.closeTo(whole.outputSqnrDb, 6),
      });
    }
  }
});

test("a layer that stays in FP32 has no row", async () => {
  const recipe = { ...residualRecipe, layers: { "c1/Conv": { precision: "fp32" } } } as const;
  const { rows } = await sweepOf(residualLab(), recipe, "only");
  expect(rows.map(({ layer }) => layer)).toEqual(["c2/Conv", "logits/Gemm"]);
});

test("a sweep that was cut short goes on with what it had; a finished one is there at once", async () => {
  const lab = residualLab();
  const controller = new AbortController();
  const first: SweepProgress[] = [];
  const cut = sweep(
    lab.model,
    lab.data,
    residualRecipe,
    "only",
    (progress) => {
      first.push(progress);
      if (progress.done === 2) controller.abort();
    },
    controller.signal,
  );
  await expect(cut).rejects.toMatchObject({ name: "AbortError" });
  const found = first.flatMap(({ rows }) => rows);
  expect(found.map(({ layer }) => layer)).toEqual(["c1/Conv", "c2/Conv"]);
  expect(first.at(-1)?.remainingMs).toBeGreaterThan(0);

  const second: SweepProgress[] = [];
  const report = (progress: SweepProgress) => second.push(progress);
  const result = await sweep(lab.model, lab.data, residualRecipe, "only", report, never);
  expect(second[0]).toMatchObject({ done: 2, total: 3, rows: found });
  expect(second[0].whole).toEqual(result.whole);
  expect(second.slice(1).flatMap(({ rows }) => rows)).toEqual(result.rows.slice(2));
  expect(result.rows.slice(0, 2)).toEqual(found);

  lab.evaluation.asked = [];
  const again = await sweepOf(lab, residualRecipe, "only");
  expect(again).toEqual({ ...result, elapsedMs: again.elapsedMs, evaluationMs: null });
  expect(lab.evaluation.asked).toEqual([]);
});

test("rows that the caller has are not measured again; those of other images are not kept", async () => {
  const lab = residualLab();
  const { rows } = await sweepOf(lab, residualRecipe, "only");
  const [mine, ...others] = rows;
  const other = residualLab();
  const marked: SweepRow = { ...mine, outputSqnrDb: 77 };
  const strange: SweepRow = { ...mine, layer: "of another model" };
  const known = [marked, strange];
  const result = await sweep(other.model, other.data, residualRecipe, "only", () => {}, never, known);
  expect(result.rows).toEqual([marked, ...others]);
  const onOther = await sweepOf({ model: lab.model, data: other.data }, residualRecipe, "only");
  expect(onOther.evaluationMs).not.toBeNull();
});

test("a model that came quantized cannot be swept", async () => {
  const lab = residualLab();
  const { build } = await ensureBuilt(lab.model, lab.data, residualRecipe, never);
  const quantized = residualLab(build.bytes);
  await expect(sweepOf(quantized, residualRecipe, "only")).rejects.toMatchObject({
    code: "model.already-quantized",
  });
});
