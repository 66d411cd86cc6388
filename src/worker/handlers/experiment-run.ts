import type { Handler } from "../context.ts";
import { runRecipe } from "../run/run.ts";

/** Measures the FP32 baseline, calibrates, quantizes, evaluates and times, reporting as it goes. */
export const runExperiment: Handler<"experiment.run"> = (
  { recipe, backend },
  { workspace, progress, signal },
) => runRecipe(workspace.model, workspace.data, recipe, backend, progress, signal);
