import { collectActivations } from "#engine/item-batches.ts";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import { benchmark } from "#engine/runtime/benchmark.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Preprocess } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { BenchReport, BenchRequest } from "../report.ts";
import { NEVER, openModel } from "./model.ts";

/** The images are random network input already; the recipe only has to name some preprocessing. */
const PREPROCESS: Preprocess = {
  size: 1,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** INT8 (QDQ fused to integer kernels) over FP32, one image at a time, after warm-up, taking turns. */
export async function benchLatency({ model: address }: BenchRequest): Promise<BenchReport> {
  const { model, plan, source } = await openModel(address);
  const tapped = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), { backend: "wasm" });
  const calibration = Uint32Array.of(0, 1, 2, 3);
  const observers = await collectActivations(tapped, plan.tensors, source, calibration, {
    fixedBatch: null,
    signal: NEVER,
  });
  const recipe = defaultRecipe({ id: "bench", preprocess: PREPROCESS }, "bench");
  recipe.weights.granularity = { kind: "channel" };
  const { bytes } = quantizeModel(model, plan, observers, recipe);
  const fp32 = await EngineSession.create(writeModel(model), { backend: "wasm" });
  const int8 = await EngineSession.create(bytes, { backend: "wasm" });
  const feeds = {
    [source.inputName]: { data: await source.batch(Uint32Array.of(0)), dims: [1, ...source.dims] },
  };
  const [before, after] = await benchmark(
    [
      { session: fp32, feeds },
      { session: int8, feeds },
    ],
    { warmup: 20, minRuns: 20, maxRuns: 300, budgetMs: 6000, slowMs: Infinity },
    NEVER,
  );
  return {
    milliseconds: { fp32: before.median, int8: after.median },
    ratios: { "INT8 / FP32 latency": after.median / before.median },
  };
}
