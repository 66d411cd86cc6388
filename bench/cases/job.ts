import { collectActivations } from "#engine/item-batches.ts";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import { batches } from "#engine/runtime/batch-loop.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { calibrationRange } from "#numerics/calibration/methods/registry.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { type BenchReport, type BenchRequest, wasmHeapBytes } from "../report.ts";
import { NEVER, openModel } from "./model.ts";

const PICTURES = 100;
const PREPROCESS = { size: 224, resize: "stretch", layout: "nchw", channels: "rgb" } as const;
const RECIPE: Recipe = {
  ...defaultRecipe(
    { id: "net", preprocess: { ...PREPROCESS, scale: 1, mean: [0, 0, 0], std: [1, 1, 1] } },
    "",
  ),
  calibration: { count: PICTURES, seed: 1, method: "percentile", percentile: 99.999 },
  weights: { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } },
};
const METHODS = ["minmax", "moving-average", "percentile", "batch-percentile", "mse", "entropy"] as const;

async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/**
 * The whole job once: percentile calibration on 100 images, per-channel quantization and serialization, over
 * plain inference of the same images; and all calibration methods for all tensors afterwards.
 */
export async function benchJob({ model: address }: BenchRequest): Promise<BenchReport> {
  const { model, plan, source } = await openModel(address);
  const indices = Uint32Array.from({ length: PICTURES }, (_, i) => i);
  const options = { fixedBatch: null, signal: NEVER };
  const plain = await EngineSession.create(writeModel(model), { backend: "wasm" });
  const pass = async (pictures: Uint32Array) => {
    let seen = 0;
    for await (const { count } of batches(plain, source, pictures, options)) seen += count;
    return seen;
  };
  await pass(indices.subarray(0, 8));
  const inference = await timed(() => pass(indices));

  const tapped = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), { backend: "wasm" });
  const collect = await timed(() => collectActivations(tapped, plan.tensors, source, indices, options));
  const observers = collect.result;
  const quantize = await timed(() => quantizeModel(model, plan, observers, RECIPE));
  const ranges = await timed(() => {
    for (const method of METHODS) {
      for (const observer of observers.values()) calibrationRange(observer, { method }, RECIPE.activations);
    }
  });
  const job = collect.ms + quantize.ms;
  return {
    milliseconds: {
      "plain inference": inference.ms,
      calibrate: collect.ms,
      "quantize and serialize": quantize.ms,
      [`all methods for ${observers.size} tensors`]: ranges.ms,
      "second plain inference": (await timed(() => pass(indices))).ms,
    },
    ratios: { "calibrate + quantize + serialize / plain inference (goal 1.6)": job / inference.ms },
    megabytes: { "WASM heap at its largest": wasmHeapBytes() / 1e6 },
  };
}
