import type { Recipe } from "#core/recipe.ts";
import type { Backend, VariantResult } from "#core/report.ts";
import { benchmark } from "#engine/benchmark.ts";
import { EngineSession } from "#engine/session.ts";
import type { Phase, RunProgress, RunResult } from "#protocol/messages.ts";
import { buildQuantized, calibrate } from "../build.ts";
import type { LoadedData } from "../loaded-data.ts";
import type { LoadedModel } from "../loaded-model.ts";
import { checkInput } from "./check-input.ts";
import { chooseBackend } from "./choose-backend.ts";
import { environment } from "./environment.ts";
import { Evaluation } from "./evaluation.ts";
import { LAYER_PICTURES, measureLayers } from "./layers.ts";
import { RunClock } from "./run-clock.ts";

/** Pictures evaluated before the first result is shown. */
const FIRST = 128;
/** Pictures evaluated between two later results. */
const CHUNK = 256;
const LATENCY = { warmup: 10, minRuns: 10, maxRuns: 100, budgetMs: 1000 };

/**
 * One run of a recipe, in the order of the procedure: FP32 baseline, calibration, quantization, evaluation of
 * the quantized model on the integer kernels, latency after warm-up, then each layer. A first chunk of pictures
 * goes through all of it before the rest, so that a first result is there soon.
 */
export async function runRecipe(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  wishedBackend: Backend,
  report: (progress: RunProgress) => void,
  signal: AbortSignal,
): Promise<RunResult> {
  const clock = new RunClock(report);
  const evaluation = new Evaluation(model, data, recipe, clock, signal);
  const { indices, source } = evaluation;
  const first = indices.subarray(0, FIRST);
  const known = new Set(model.plan.layers.map(({ name }) => name));
  const plan: [Phase, number, number][] = [
    ["baseline", first.length, 1],
    ["calibrate", Math.min(recipe.calibration.count, data.summary.calibrationCount), 1.3],
    ["evaluate", 2 * indices.length - first.length, 1.2],
    ["layers", LAYER_PICTURES + known.size, 4],
  ];
  for (const [phase, units, cost] of plan) clock.plan(phase, units, cost);

  checkInput(model.pictureInput, source.dims);
  for (const layer of Object.keys(recipe.layers).filter((name) => !known.has(name))) {
    report({ kind: "notice", code: "recipe.unknown-layer", details: { layer } });
  }
  const backend = await chooseBackend(wishedBackend, model, evaluation, report);
  const fp32 = await model.fp32Session(backend);

  clock.enter("baseline");
  await evaluation.fp32(fp32, first);
  report({ kind: "snapshot", snapshot: evaluation.baseline(fp32, first) });

  clock.enter("calibrate");
  const observers = await calibrate(model, data, recipe, backend, signal, (count) => clock.advance(count));

  clock.enter("quantize");
  const build = buildQuantized(model, recipe, observers);
  const quantized = await EngineSession.create(build.bytes, { backend: "wasm" });
  try {
    clock.enter("evaluate");
    for (let start = 0, end = first.length; start < indices.length; start = end, end += CHUNK) {
      const chunk = indices.subarray(start, end);
      await evaluation.fp32(fp32, chunk);
      await evaluation.quantized(quantized, chunk);
      report({ kind: "snapshot", snapshot: evaluation.compare(fp32, indices.subarray(0, end)) });
    }

    clock.enter("latency");
    const { name, fixedBatch } = model.pictureInput;
    const rows = fixedBatch ?? 1;
    const feeds = {
      [name]: { data: await source.batch(first.slice(0, rows)), dims: [rows, ...source.dims] },
    };
    const [fp32LatencyMs, quantizedLatencyMs] = await benchmark(
      [
        { session: fp32, feeds },
        { session: quantized, feeds },
      ],
      LATENCY,
      signal,
    );

    clock.enter("layers");
    const layers = await measureLayers(model, build, evaluation, clock, signal);
    const { agreement, flips, ...scores } = evaluation.compare(fp32, indices);
    const fp32Result: VariantResult = {
      ...scores.fp32,
      sizeBytes: model.bytes.length,
      weightBytes: model.summary.weightBytes,
      latencyMs: fp32LatencyMs,
    };
    const quantizedResult: VariantResult = {
      ...scores.quantized,
      sizeBytes: build.bytes.length,
      weightBytes: build.weightBytes,
      latencyMs: quantizedLatencyMs,
    };
    return {
      recipe,
      environment: await environment(backend),
      fp32: fp32Result,
      quantized: quantizedResult,
      agreement,
      flips,
      layers,
      floatNodes: build.floatNodes,
      corrections: { equalization: null, biasCorrection: null, learnedRounding: null },
      notices: build.notices,
      nonFinite: Object.fromEntries(
        [...observers]
          .filter(([, { nonFinite }]) => nonFinite > 0)
          .map(([tensor, { nonFinite }]) => [tensor, nonFinite]),
      ),
      phaseMs: clock.phaseMs(),
    };
  } finally {
    await quantized.release();
  }
}
