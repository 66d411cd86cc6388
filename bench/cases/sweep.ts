import type { Recipe } from "#experiment/recipe.ts";
import { readModel } from "#onnx/model/read/model.ts";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { buildQuantized } from "#worker/build/build.ts";
import { calibrationSet } from "#worker/build/calibration-set.ts";
import type { LoadedData } from "#worker/open/loaded-data.ts";
import type { LoadedModel } from "#worker/open/loaded-model.ts";
import { UNWATCHED } from "#worker/phase-clock.ts";
import { Fp32Side } from "#worker/sweep/fp32-side.ts";
import { measureRows, measureWhole } from "#worker/sweep/measure.ts";
import { mobilenetV2 } from "../mobilenet-v2.ts";
import type { BenchReport, BenchRequest } from "../report.ts";
import { benchRecipe, loadedModel, randomData } from "./loaded.ts";
import { NEVER } from "./model.ts";

const DIRECTIONS: readonly SweepDirection[] = ["only", "all-but"];

/** Rows between two evaluations that are timed. */
const ROWS = 3;

/**
 * A whole sensitivity sweep of N layers, building and the sessions' creation included, over N plain evaluations of the
 * quantized model; the calibration and FP32's answers are there. The evaluations are timed in between the rows,
 * so that what else the machine does falls on both.
 */
export async function benchSweep({ model: address }: BenchRequest): Promise<BenchReport> {
  const model = await open(address);
  const data = randomData(model.itemDims, model.itemDims[1] > 100 ? 48 : 2048);
  const recipe = benchRecipe();
  recipe.weights.granularity = { kind: "channel" };
  recipe.calibration.count = 8;
  await buildQuantized(model, data, recipe, { backend: "wasm", signal: NEVER });
  await Fp32Side.run(model, data, recipe, NEVER);
  const milliseconds: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const direction of DIRECTIONS) {
    const { layers, sweepMs, evaluationMs } = await timedSweep(model, data, recipe, direction);
    milliseconds[`${direction}: ${layers} layers`] = sweepMs;
    milliseconds[`${direction}: one evaluation`] = evaluationMs;
    ratios[`sensitivity sweep, ${direction} / N evaluations (goal 0.6)`] = sweepMs / layers / evaluationMs;
  }
  return { milliseconds, ratios };
}

/** What `sweep` does, and evaluations in between. */
async function timedSweep(model: LoadedModel, data: LoadedData, recipe: Recipe, direction: SweepDirection) {
  model.built.clear();
  let sweepMs = -performance.now();
  const fp32 = await Fp32Side.run(model, data, recipe, NEVER);
  const built = await buildQuantized(model, data, recipe, { backend: "wasm", signal: NEVER });
  const whole = await measureWhole(built.build, fp32, null, NEVER);
  const layers = built.float.plan.layers.map(({ name }) => name);
  const step = {
    float: built.float,
    recipe,
    set: calibrationSet(model, data, recipe, NEVER),
    backend: "wasm",
    fixedBatch: null,
    signal: NEVER,
    clock: UNWATCHED,
  } as const;
  const evaluations: number[] = [];
  let rows = 0;
  for await (const _ of measureRows(built, step, fp32, whole, direction, layers)) {
    sweepMs += performance.now();
    if (rows % ROWS === 0)
      evaluations.push((await measureWhole(built.build, fp32, null, NEVER)).evaluationMs);
    rows++;
    sweepMs -= performance.now();
  }
  sweepMs += performance.now();
  const evaluationMs = evaluations.reduce((sum, ms) => sum + ms, 0) / evaluations.length;
  return { layers: rows, sweepMs, evaluationMs };
}

async function open(address: string): Promise<LoadedModel> {
  if (address.startsWith("generated:")) return loadedModel(mobilenetV2());
  return loadedModel(readModel(new Uint8Array(await (await fetch(address)).arrayBuffer())));
}
