import { timeSlice } from "#engine/runtime/time-slice.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { Handler } from "../../context.ts";
import { storedWeights } from "../../explore/stored-weights.ts";

/**
 * The error of the weights of every layer that has any, in the order of the graph. Other messages are heard on the
 * way: a large network takes a second.
 */
export const layersWeights: Handler<"layers.weights"> = async ({ recipe }, { workspace, signal }) => {
  const { model } = workspace;
  const breathe = timeSlice(signal);
  const errors = [];
  for (const { name, weightShape } of model.summary.layers) {
    if (!weightShape) continue;
    const { precision, original, stored } = storedWeights(model, recipe, name);
    errors.push({ name, precision, ...tensorError(original, stored) });
    await breathe();
  }
  return errors;
};
