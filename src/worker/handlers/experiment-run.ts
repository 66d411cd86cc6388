import type { Handler } from "../context.ts";
import { runRecipe } from "../run/run.ts";
import { runAsIs } from "../run/run-as-is.ts";

/** Measures the FP32 baseline, calibrates, quantizes, evaluates and times, reporting as it goes. */
export const runExperiment: Handler<"experiment.run"> = async (
  { recipe, backend, known },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  const run = model.summary.quantizedAlready ? runAsIs : runRecipe;
  return run(model, data, recipe, backend, progress, signal, known);
};
