import { searchRecipe } from "../autopilot/search.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { collectFacts } from "../diagnosis/collect-facts.ts";
import { measureNetworkErrors } from "../network-errors/measure.ts";
import { runPair } from "../run/run.ts";
import { runAsIs } from "../run/run-as-is.ts";
import { sweep } from "../sweep/sweep.ts";

/**
 * Measures FP32 and one or two settings beside it: calibrates, quantizes, evaluates and times, and reports as it
 * goes.
 */
export const runExperiment: Handler<"experiment.run"> = async (
  { recipe, b, backend, known },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  if (model.summary.quantizedAlready) return runAsIs(model, data, recipe, backend, progress, signal, known);
  const settings = { a: recipe, b: b ? { ...recipe, ...b } : null };
  return runPair(model, data, settings, backend, progress, signal, known);
};

/** Collects the facts of the last run that its result does not hold. */
export const checkDiagnosis: Handler<"diagnosis.check"> = async (
  { recipe },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  const built = await ensureBuilt(model, data, recipe, signal);
  return collectFacts(model, data, recipe, built, progress, signal);
};

/** Compares each layer's output with FP32's, in networks whose weights, activations or both are quantized. */
export const networkErrors: Handler<"network.errors"> = async (
  { recipe },
  { workspace: { model, data }, progress, signal },
) => {
  progress({ done: 0, total: 0, remainingMs: null, found: null });
  const built = await ensureBuilt(model, data, recipe, signal);
  return measureNetworkErrors(model, data, recipe, built, progress, signal);
};

export const sensitivitySweep: Handler<"sensitivity.sweep"> = (
  { recipe, direction, known },
  { workspace, signal, progress },
) => sweep(workspace.model, workspace.data, recipe, direction, progress, signal, known);

/**
 * Searches mixed precision under a budget. Points that earlier searches measured on the same model and images are
 * reused.
 */
export const autopilotSearch: Handler<"autopilot.search"> = (
  { recipe, budget },
  { workspace, progress, signal },
) => searchRecipe(workspace.model, workspace.data, recipe, budget, progress, signal);
