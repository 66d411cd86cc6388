import { afterAll, describe, expect, test, vi } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { Budget } from "#experiment/outcomes/budget.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotProgress, AutopilotResult, MeasuredRecipe } from "#protocol/autopilot.ts";
import { ensureBuilt } from "../build/build.ts";
import { type Lab, residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { dropped, droppedImages, pictureNet, pngs } from "../fixtures/strangers.ts";
import { wideLab } from "../fixtures/wide-lab.ts";
import { runRecipe } from "../run/run.ts";
import { searchRecipe } from "./search.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

const accuracy = (maxDropPoints: number): Budget => ({ kind: "accuracy", maxDropPoints });
const size = (maxShare: number): Budget => ({ kind: "size", maxShare });

/** By the numbers of the point alone. */
function keepsTo({ budget, fp32 }: AutopilotResult, { top1, sizeBytes }: MeasuredRecipe): boolean {
  if (budget.kind === "size") return sizeBytes / fp32.sizeBytes <= budget.maxShare;
  const lost = fp32.top1.correct / fp32.top1.total - top1.correct / top1.total;
  return lost * 100 <= budget.maxDropPoints + 1e-9;
}

const wideRecipe: Recipe = { ...residualRecipe, evaluation: { count: 80, seed: 1 } };

const search = (
  { model, data }: Pick<Lab, "model" | "data">,
  budget: Budget,
  { recipe = wideRecipe, report = (_: AutopilotProgress) => {}, signal = never } = {},
) => searchRecipe(model, data, recipe, budget, report, signal);

describe.each<Mode>(["static", "weight-only", "dynamic"])("%s", async (mode) => {
  const recipe = { ...wideRecipe, mode };
  const lab = await wideLab();
  const results = [await search(lab, accuracy(2.5), { recipe }), await search(lab, size(0.3), { recipe })];

  test.each(results)("the point chosen for $budget keeps to it, and no uniform point is better", (result) => {
    const { points, chosen, bestUniform, nearest, budget } = result;
    const uniform = points.filter((point) => point.uniform && keepsTo(result, point));
    expect(bestUniform === null).toBe(uniform.length === 0);
    expect(chosen).not.toBeNull();
    const point = points[chosen as number];
    expect(nearest).toBe(chosen);
    expect(keepsTo(result, point)).toBe(true);
    for (const other of uniform) {
      if (budget.kind === "accuracy") expect(point.sizeBytes).toBeLessThanOrEqual(other.sizeBytes);
      else expect(point.top1.correct).toBeGreaterThanOrEqual(other.top1.correct);
    }
    expect(points.filter(({ uniform }) => !uniform).length).toBeGreaterThan(2);
    expect(points.map(({ sizeBytes }) => sizeBytes)).toEqual(
      points.map(({ sizeBytes }) => sizeBytes).toSorted((a, b) => a - b),
    );
  });

  test.each(results)("$budget: every precision is tried in every layer that can have it", ({ tried }) => {
    const layers = lab.model.float(false).plan.layers.filter(({ weight }) => weight !== null).length;
    const names = tried.map(({ precision, weights }) =>
      weights ? `${weights.bits} ${weights.granularity}` : precision,
    );
    expect(names.slice(0, 4)).toEqual(["fp32", "fp16", "8 channel", "8 tensor"]);
    expect(names).toContain("4 group");
    for (const level of tried.slice(0, 4)) expect(level.layers).toBe(layers);
    expect(tried[0].measured).toBe(layers);
    for (const { measured, layers } of tried) expect(measured).toBeLessThanOrEqual(layers);
    expect(tried.find(({ precision }) => precision === "fp16")?.measured).toBeGreaterThan(0);
  });

  test.each(results)("the front of $budget is timed, and no point beats it", ({ points, fp32, chosen }) => {
    expect(points[chosen as number].onFront).toBe(true);
    expect(fp32.latencyMs?.median).toBeGreaterThan(0);
    for (const { onFront, latencyMs, top1, sizeBytes } of points) {
      if (onFront) expect(latencyMs?.warmup).toBeGreaterThan(0);
      const better = points.filter(
        (other) => other.top1.correct > top1.correct && other.sizeBytes < sizeBytes,
      );
      if (better.length > 0) expect(onFront).toBe(false);
    }
  });

  test("a run of its recipe elsewhere gives the same numbers", async () => {
    const { points, chosen } = results[0];
    const corrected = points.filter(({ recipe }) => Object.keys(recipe.corrections).length > 0);
    expect(corrected.length).toBeGreaterThan(0);
    for (const point of [points[chosen as number], points[0], corrected[0]]) {
      const { model, data } = await wideLab();
      const run = await runRecipe(model, data, point.recipe, "wasm", () => {}, never);
      expect(run.quantized.top1).toEqual(point.top1);
      expect(run.quantized.sizeBytes).toBe(point.sizeBytes);
      expect(run.agreement).toEqual(point.agreement);
      expect(run.outputs[0].sqnrDb).toBeCloseTo(point.outputSqnrDb, 5);
    }
  });
});

test("data, mode and counts of the person's recipe stay", async () => {
  const recipe: Recipe = {
    ...wideRecipe,
    activations: { bits: 4, scheme: "symmetric" },
    layers: { "c1/Conv": { precision: "fp32" } },
  };
  const { points } = await search(await wideLab(), size(0.5), { recipe });
  expect(points.filter((point) => point.recipe === recipe)).toHaveLength(1);
  for (const point of points.filter((each) => each.recipe !== recipe)) {
    const { preprocess, evaluation, mode, model, data, calibration, activations } = point.recipe;
    expect({ preprocess, evaluation, mode, model, data }).toEqual({
      preprocess: recipe.preprocess,
      evaluation: recipe.evaluation,
      mode: recipe.mode,
      model: recipe.model,
      data: recipe.data,
    });
    expect(calibration).toMatchObject({ count: 16, seed: 1 });
    expect(activations).toEqual({ bits: 8, scheme: "symmetric" });
  }
});

test("a budget that cannot be met is reported, with the nearest point", async () => {
  const lab = await wideLab();
  const small = await search(lab, size(0.01));
  expect(small).toMatchObject({ chosen: null, bestUniform: null });
  expect(small.points[small.nearest].sizeBytes).toBe(
    Math.min(...small.points.map((point) => point.sizeBytes)),
  );
  const best = await search(lab, accuracy(-100));
  expect(best).toMatchObject({ chosen: null, bestUniform: null });
  expect(best.points[best.nearest].top1.correct).toBe(
    Math.max(...best.points.map(({ top1 }) => top1.correct)),
  );
});

test("measured points are kept until the data set changes", async () => {
  const lab = await wideLab();
  const before = await ensureBuilt(lab.model, lab.data, wideRecipe, never);
  const first = await search(lab, accuracy(2.5));
  expect(await ensureBuilt(lab.model, lab.data, wideRecipe, never)).toBe(before);
  lab.evaluation.asked = [];
  const told: MeasuredRecipe[] = [];
  const again = await search(lab, accuracy(2.5), { report: ({ points }) => told.push(...points) });
  expect(lab.evaluation.asked).toEqual([]);
  expect(again.points).toEqual(first.points);
  expect(told).toEqual(first.points);
  const { points } = await search(lab, size(0.3));
  expect(points.length).toBeGreaterThan(first.points.length);
  const recipes = new Set(points.map(({ recipe }) => JSON.stringify(recipe)));
  for (const { recipe } of first.points) expect(recipes).toContain(JSON.stringify(recipe));

  const replaced = await wideLab();
  await search({ model: lab.model, data: replaced.data }, accuracy(2.5));
  expect(replaced.evaluation.asked.length).toBeGreaterThan(10);
});

test("a search that is cancelled keeps what was found", async () => {
  const lab = await wideLab();
  const controller = new AbortController();
  const told: MeasuredRecipe[] = [];
  const call = search(lab, accuracy(2.5), {
    signal: controller.signal,
    report: ({ phase, points }) => {
      told.push(...points);
      if (phase === "search") controller.abort();
    },
  });
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  expect(told.length).toBeGreaterThan(6);
  const resumed: AutopilotProgress[] = [];
  await search(lab, accuracy(2.5), { report: (progress) => resumed.push(progress) });
  expect(new Set(resumed[0].points.map(({ label }) => label))).toEqual(
    new Set(told.map(({ label }) => label)),
  );
  const phases = [...new Set(resumed.map(({ phase }) => phase))];
  expect(phases).toEqual(["uniform", "sensitivity", "search", "corrections", "latency"]);
  for (const { done, total } of resumed) expect(done).toBeLessThanOrEqual(total);
  expect(resumed.at(-1)).toMatchObject({ phase: "latency", remainingMs: 0 });
});

test("without labels, the loss counts changed predictions", async () => {
  const data = await droppedImages(await pngs(Array.from({ length: 24 }, (_, i) => `p${i}.png`)));
  const { model } = await wideLab();
  const { points, chosen, fp32 } = await search({ model, data }, accuracy(6));
  expect(fp32.top1.total).toBe(0);
  const { agreement, sizeBytes } = points[chosen as number];
  expect(1 - agreement.correct / agreement.total).toBeLessThanOrEqual(0.06);
  const smaller = points.filter((point) => point.sizeBytes < sizeBytes);
  for (const { agreement } of smaller) expect(1 - agreement.correct / agreement.total).toBeGreaterThan(0.06);
});

test("without classes, the loss is the noise in the output", async () => {
  const data = await droppedImages(await pngs(Array.from({ length: 16 }, (_, i) => `p${i}.png`)));
  const model = await dropped(pictureNet(true));
  const { points, chosen } = await search({ model, data }, accuracy(0.1));
  const { sizeBytes, outputSqnrDb, agreement } = points[chosen as number];
  expect(agreement.total).toBe(0);
  expect(outputSqnrDb).toBeGreaterThanOrEqual(30);
  for (const point of points) if (point.sizeBytes < sizeBytes) expect(point.outputSqnrDb).toBeLessThan(30);
});
