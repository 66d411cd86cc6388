import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { measureNetworkErrors } from "../network-errors/measure.ts";

/** Compares the layers of the networks that have the weights, the activations or both quantized with FP32's. */
export const networkErrors: Handler<"network.errors"> = async (
  { recipe },
  { workspace: { model, data }, progress, signal },
) => {
  progress({ done: 0, total: 0, remainingMs: null, found: null });
  const built = await ensureBuilt(model, data, recipe, signal);
  return measureNetworkErrors(model, data, recipe, built, progress, signal);
};
