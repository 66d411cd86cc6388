import { searchRecipe } from "../autopilot/search.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { collectFacts } from "../diagnosis/collect-facts.ts";
import { measureNetworkErrors } from "../network-errors/measure.ts";
import { runPair } from "../run/run.ts";
import { runAsIs } from "../run/run-as-is.ts";
import { sweep } from "../sweep/sweep.ts";

/** Measures FP32 and one or two settings beside it: calibrates, quantizes, evaluates and times, reporting as it goes. */
export const runExperiment: Handler<"experiment.run"> = async (
  { recipe, b, backend, known },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  if (model.summary.quantizedAlready) return runAsIs(model, data, recipe, backend, progress, signal, known);
  const settings = { a: recipe, b: b ? { ...recipe, ...b } : null };
  return runPair(model, data, settings, backend, progress, signal, known);
};

/** Looks at the last run from all sides that its result does not show. */
export const checkDiagnosis: Handler<"diagnosis.check"> = async (
  { recipe },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  const built = await ensureBuilt(model, data, recipe, signal);
  return collectFacts(model, data, recipe, built, progress, signal);
};

/** Compares the layers of the networks that have the weights, the activations or both quantized with FP32's. */
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

/** Searches mixed precision under a budget; what earlier searches on the same model and images have measured is known. */
export const autopilotSearch: Handler<"autopilot.search"> = (
  { recipe, budget },
  { workspace, progress, signal },
) => searchRecipe(workspace.model, workspace.data, recipe, budget, progress, signal);
