import type { LabState } from "../lab-state.ts";
import type { LongTask } from "../tasks/busy.ts";
import { busyWith, LONG_TASK_NAMES } from "../tasks/busy.ts";

/** Why `task` cannot be started now, as a sentence; null where it can, or is under way itself. */
export function startReason(state: LabState, task: LongTask): string | null {
  const { recipe, model, data, loading } = state;
  if (loading) return "Wait until the model and the images are loaded.";
  if (!recipe || !model || !data) return "Open a model and images first.";
  if (model.quantizedAlready)
    return model.quantizedAlready.floatLayers.length > 0
      ? "This model came quantized in part. The lab quantizes the rest only in the FP32 model that it was made from."
      : "This model came quantized: there is nothing left to quantize.";
  if (model.layers.length === 0) return "This model has no layer that the lab quantizes.";
  const busy = busyWith(state);
  if (busy && busy !== task)
    return `${LONG_TASK_NAMES[busy]} is under way: wait for it, or cancel it first. The lab does one thing at a time, so that times are right.`;
  return null;
}
