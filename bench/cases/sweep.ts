import type { Preprocess } from "#core/recipe.ts";
import { defaultRecipe } from "#core/recipe-default.ts";
import { acceptModel } from "#onnx/accept.ts";
import { readModel } from "#onnx/read/model.ts";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { buildQuantized } from "#worker/build.ts";
import { LoadedData } from "#worker/loaded-data.ts";
import { LoadedModel } from "#worker/loaded-model.ts";
import { Fp32Side } from "#worker/sweep/fp32-side.ts";
import { measureWhole } from "#worker/sweep/measure-whole.ts";
import { sweep } from "#worker/sweep/sweep.ts";
import { mobilenetV2 } from "../mobilenet-v2.ts";
import type { BenchReport, BenchRequest } from "../worker.ts";
import { median, NEVER } from "./model.ts";

/** The pictures are random network input already; the recipe only has to name some preprocessing. */
const PREPROCESS: Preprocess = {
  size: 1,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

const DIRECTIONS: readonly SweepDirection[] = ["only", "all-but"];

/**
 * A whole sensitivity sweep of N layers, from nothing but FP32's answers and the calibration, over N plain
 * evaluations of the quantized model; these are timed before, between and after the two sweeps.
 */
export async function benchSweep({ model: address }: BenchRequest): Promise<BenchReport> {
  const model = await open(address);
  const { itemDims } = model;
  const isLarge = itemDims[1] > 100;
  const data = randomData(itemDims, isLarge ? 48 : 512);
  const recipe = defaultRecipe({ id: "bench", preprocess: PREPROCESS }, "bench");
  recipe.weights.granularity = { kind: "channel" };
  recipe.calibration.count = 8;
  const { build } = await buildQuantized(model, data, recipe, { backend: "wasm", signal: NEVER });
  const fp32 = await Fp32Side.run(model, data, recipe, NEVER);
  const evaluate = async () => (await measureWhole(build, fp32, null, NEVER)).evaluationMs;

  const evaluations = [await evaluate()];
  const milliseconds: Record<string, number> = {};
  let layers = 0;
  for (const direction of DIRECTIONS) {
    // Another seed of the same pictures is another recipe: nothing is known of it.
    const own = { ...recipe, evaluation: { ...recipe.evaluation, seed: DIRECTIONS.indexOf(direction) } };
    const { elapsedMs, rows } = await sweep(model, data, own, direction, () => {}, NEVER);
    milliseconds[`${direction}, ${rows.length} layers`] = elapsedMs;
    layers = rows.length;
    evaluations.push(await evaluate());
  }
  const evaluation = median(evaluations);
  return {
    milliseconds: { "one evaluation": evaluation, ...milliseconds },
    ratios: Object.fromEntries(
      Object.entries(milliseconds).map(([name, ms]) => [
        `sensitivity sweep, ${name} / N × evaluation (goal 0.6)`,
        ms / layers / evaluation,
      ]),
    ),
  };
}

async function open(address: string): Promise<LoadedModel> {
  const original = address.startsWith("generated:")
    ? mobilenetV2()
    : readModel(new Uint8Array(await (await fetch(address)).arrayBuffer()));
  const file = { source: { kind: "bundled", id: "bench" } as const, sha256: "", sizeBytes: 0 };
  return new LoadedModel(null, original, acceptModel(original), file);
}

/** Random network input without labels; the items share their values. */
function randomData(dims: readonly number[], count: number): LoadedData {
  const length = dims.reduce((product, dim) => product * dim, 1);
  let state = 1;
  const data = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 4 - 2;
  });
  const items = Array.from({ length: count }, (_, i) => ({
    path: `${i}`,
    content: { kind: "tensor" as const, dims: [...dims], data },
  }));
  const split = { kind: "tensors" as const, items, labels: new Int32Array(count).fill(-1) };
  const summary = {
    source: { kind: "bundled", id: "bench" } as const,
    name: "bench",
    licence: "",
    classes: [],
    pictureSize: null,
    calibrationCount: count,
    evaluationCount: count,
    labelledCount: { calibration: 0, evaluation: 0 },
    labelsFrom: null,
    kind: "tensors" as const,
    skipped: [],
    sharedSplit: true,
  };
  return new LoadedData(summary, { calibration: split, evaluation: split });
}
