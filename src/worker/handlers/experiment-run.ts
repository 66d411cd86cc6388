import type { Handler } from "../context.ts";
import { runPair } from "../run/run.ts";
import { runAsIs } from "../run/run-as-is.ts";

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
