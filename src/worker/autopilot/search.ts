import type { Corrections } from "#experiment/corrections.ts";
import type { Budget } from "#experiment/outcomes/budget.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotProgress, AutopilotResult } from "#protocol/autopilot.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { Bench } from "./bench.ts";
import { fitSize } from "./fit-size.ts";
import { timeFront } from "./front-latency.ts";
import { tryLayers } from "./layer-trials.ts";
import { limitLoss, skipLayers } from "./limit-loss.ts";
import { PathPoints } from "./path-points.ts";
import { SearchProgress } from "./search-progress.ts";
import { triedLevels } from "./tried-levels.ts";
import { tryCorrections } from "./try-corrections.ts";
import { measureUniform } from "./uniform-recipes.ts";

/** Evaluations of each phase at most, but for what is skipped. */
const STEPS = { search: 16, corrections: 18 };

/**
 * Searches for the best way to store each layer of a model under a budget. Every point that comes back was built
 * and evaluated on all evaluation pictures of the recipe, none is estimated:
 * 1. settings in which every layer is alike, so that no mixture can come out as better that is not;
 * 2. what each layer adds to the noise in the output, alone, on a few calibration pictures;
 * 3. mixtures along the path of least noise per byte: some at even distances for the curve, then a bisection for
 *    the furthest that keeps to a limit on the loss, or the quietest that fits into a size;
 * 4. corrections on the most promising of them, and on uniform settings alike;
 * 5. latencies.
 * Recipes measured by earlier searches under the same conditions, one that was cancelled too, are not measured
 * again and compete.
 *
 * @throws LabError `model.already-quantized`, `data.shape-mismatch`, `output.not-comparable` (no output has as many
 *   values in both variants)
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
    // Corrections may take bytes of their own.
    const smaller = await fitSize(bench, path, limit - (point.sizeBytes - plain.sizeBytes));
    await bench.measure(path.recipe(smaller, corrections));
  }
  await alsoUniform(bench, corrections);
}

/** The smallest uniform settings get what helps the mixtures, too. */
async function alsoUniform(bench: Bench, corrections: Corrections): Promise<void> {
  const plain = bench.points.filter(
    ({ uniform, recipe }) => uniform && Object.keys(recipe.corrections).length === 0,
  );
  for (const { recipe } of plain.slice(0, 2)) await bench.measure({ ...recipe, corrections });
}
