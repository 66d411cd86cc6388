import { EngineSession } from "#engine/runtime/session.ts";
import type { Corrections } from "#experiment/corrections.ts";
import type { Budget } from "#experiment/outcomes/budget.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotProgress, AutopilotResult } from "#protocol/autopilot.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { networkLatencies, oneInference } from "../run/network-costs.ts";
import { Bench } from "./bench.ts";
import { triedLevels, tryLayers } from "./layer-trials.ts";
import { evaluationOf, type Measured } from "./measure-recipe.ts";
import { fitSize, limitLoss, PathPoints, skipLayers } from "./path-search.ts";
import { SearchProgress } from "./search-progress.ts";
import { measureUniform } from "./uniform-recipes.ts";

/** Most evaluations of each phase, apart from skipped ones. */
const STEPS = { search: 16, corrections: 18 };

/**
 * Searches for the best way to store each layer of a model under a budget. Every point that comes back was built
 * and evaluated on all evaluation images of the recipe; none is estimated.
 * 1. Uniform settings, in which every layer is alike: a mixture must beat them to count.
 * 2. The noise that each layer alone adds to the output, on a few calibration images.
 * 3. Mixtures along the path of least noise per byte: some evenly spaced for the curve, then a bisection for the
 *   furthest within a limit on the loss, or the quietest that fits into a size.
 * 4. Corrections, on the most promising mixtures and on uniform settings alike.
 * 5. Latencies.
 * Recipes that earlier searches measured under the same conditions compete without being measured again, even
 * where the search was cancelled.
 *
 * @throws LabError `model.already-quantized`, `data.shape-mismatch`, `output.not-comparable` (no output has as
 *   many values in both variants)
 * @throws DOMException `AbortError` soon after the signal has fired; what was measured has been reported
 */
export async function searchRecipe(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  budget: Budget,
  report: (progress: AutopilotProgress) => void,
  signal: AbortSignal,
): Promise<AutopilotResult> {
  const start = performance.now();
  const progress = new SearchProgress(report);
  const ground = { model, data, signal, onItems: () => progress.tick() };
  const bench = await Bench.open(ground, recipe, budget, progress);
  progress.begin(bench.reported());
  const common = await measureUniform(bench);
  const { layers } = model.float(false).plan;
  const choices = await tryLayers(bench, common);
  const path = new PathPoints(recipe, choices, common);
  progress.enter("search", STEPS.search);
  await (budget.kind === "accuracy" ? underLoss(bench, path) : underSize(bench, path, budget.maxShare));
  await timeFront(bench);
  return {
    budget,
    fp32: { top1: bench.fp32.top1, sizeBytes: bench.fp32.sizeBytes, latencyMs: bench.known.fp32Latency },
    tried: triedLevels(layers, choices, recipe),
    weightless: layers.filter(({ weight }) => weight === null).length,
    points: bench.reported(),
    ...bench.choice(),
    pictures: bench.fp32.pictures,
    elapsedMs: performance.now() - start,
  };
}

async function underLoss(bench: Bench, path: PathPoints): Promise<void> {
  const reach = await limitLoss(bench, path, path.spread(bench.fp32.sizeBytes));
  await skipLayers(bench, path, reach);
  bench.progress.enter("corrections", STEPS.corrections);
  const { met, missed } = reach;
  const best = await tryCorrections(bench, (corrections) => path.at(missed ?? met, corrections));
  if (!best) return;
  const { corrections } = best;
  await alsoUniform(bench, corrections);
  if (missed === null) return;
  const further = await limitLoss(bench, path, [...new Set([path.end, missed])], corrections);
  await skipLayers(bench, path, further, corrections);
}

async function underSize(bench: Bench, path: PathPoints, maxShare: number): Promise<void> {
  const limit = maxShare * bench.fp32.sizeBytes;
  for (const step of path.spread(bench.fp32.sizeBytes)) await bench.measure(path.at(step));
  const options = await fitSize(bench, path, limit);
  const plain = await bench.measure(path.recipe(options));
  bench.progress.enter("corrections", STEPS.corrections);
  const best = await tryCorrections(bench, (corrections) => path.recipe(options, corrections));
  if (!best) return;
  const { corrections, point } = best;
  if (point.sizeBytes > limit) {
    // Corrections can add bytes of their own.
    const smaller = await fitSize(bench, path, limit - (point.sizeBytes - plain.sizeBytes));
    await bench.measure(path.recipe(smaller, corrections));
  }
  await alsoUniform(bench, corrections);
}

/** Tries on the smallest uniform settings what helps the mixtures. */
async function alsoUniform(bench: Bench, corrections: Corrections): Promise<void> {
  const plain = bench.points.filter(
    ({ uniform, recipe }) => uniform && Object.keys(recipe.corrections).length === 0,
  );
  for (const { recipe } of plain.slice(0, 2)) await bench.measure({ ...recipe, corrections });
}

/**
 * Finds the corrections that help a mixed recipe: tries each alone and then, if several help, all of those
 * together.
 *
 * @returns the corrections of the best measured point, and that point; null where none brings it closer to FP32
 */
async function tryCorrections(
  bench: Bench,
  recipeWith: (corrections: Corrections) => Measured["recipe"],
): Promise<{ corrections: Corrections; point: Measured } | null> {
  const plain = await bench.measure(recipeWith({}));
  const singles: Corrections[] = [{ learnedRounding: true }, { biasCorrection: true }];
  if (bench.ground.model.float(true).equalization?.length) singles.push({ equalize: true });
  const helping: { corrections: Corrections; point: Measured }[] = [];
  for (const corrections of singles) {
    const point = await bench.measure(recipeWith(corrections));
    if (bench.isCloser(point, plain)) helping.push({ corrections, point });
  }
  if (helping.length > 1) {
    const corrections: Corrections = Object.assign({}, ...helping.map((each) => each.corrections));
    helping.push({ corrections, point: await bench.measure(recipeWith(corrections)) });
  }
  return helping.reduce<(typeof helping)[number] | null>(
    (best, each) => (best && !bench.isCloser(each.point, best.point) ? best : each),
    null,
  );
}

/** Most networks timed in turns beside FP32, and most bytes of their files. */
const TOGETHER = 8;
const MAX_BYTES = 128 * 2 ** 20;

/** Times the points of the front and those that the choice names, unless they have been timed. */
async function timeFront(bench: Bench): Promise<void> {
  const { chosen, bestUniform, nearest } = bench.choice();
  const named = new Set([chosen, bestUniform, nearest]);
  const front = bench.reported();
  const untimed = bench.points.filter((point, i) => (front[i].onFront || named.has(i)) && !point.latencyMs);
  bench.progress.enter("latency", untimed.length);
  for (let start = 0, count = 1; start < untimed.length; start += count) {
    let bytes = untimed[start].sizeBytes;
    for (count = 1; count < TOGETHER && start + count < untimed.length; count++) {
      bytes += untimed[start + count].sizeBytes;
      if (bytes > MAX_BYTES) break;
    }
    await timeTogether(bench, untimed.slice(start, start + count));
  }
}

async function timeTogether(bench: Bench, points: readonly Measured[]): Promise<void> {
  const { ground, recipe, known, progress } = bench;
  const { model, signal } = ground;
  const fp32 = await model.fp32Session("wasm");
  const sessions: EngineSession[] = [];
  try {
    for (const point of points) {
      const bytes = await bench.fileOf(point.recipe);
      sessions.push(await EngineSession.create(bytes, { backend: "wasm" }));
      progress.tick();
    }
    const feeds = await oneInference(model.input, evaluationOf(ground, recipe));
    const [before, ...latencies] = await networkLatencies([fp32, ...sessions], feeds, signal);
    known.fp32Latency ??= before;
    for (const [i, point] of points.entries()) {
      point.latencyMs = latencies[i];
      progress.step([bench.report(point)]);
    }
  } finally {
    for (const session of sessions) await session.release();
  }
}
