import { calibrateActivation } from "#engine/quantize/activation-params.ts";
import { activationSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { clippedShare } from "#numerics/calibration/clipped-share.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { ActivationRange } from "#protocol/messages.ts";
import { knownObservers } from "../../build/calibration-set.ts";
import type { Handler } from "../../context.ts";

/**
 * The ranges of a recipe's calibration method, from what the last pass over its pictures collected. A few
 * milliseconds for a hundred tensors; some tens for MSE and entropy, which search a range for each the first time
 * that it is asked for.
 */
export const activationRanges: Handler<"activation.ranges"> = async ({ recipe }, { workspace }) => {
  const float = workspace.model.knownFloat(recipe.corrections.equalize ?? false);
  const observers = float && knownObservers(float, recipe);
  if (!observers) return null;
  return float.plan.tensors.flatMap((tensor) => {
    const observer = observers.get(tensor);
    const range = observer && rangeOf(observer, tensor, float.plan.layerOf.get(tensor) ?? null, recipe);
    return range ?? [];
  });
};

/** Null for a tensor in which no finite value was seen: it has no range. */
function rangeOf(
  observer: ActivationObserver,
  tensor: string,
  layer: string | null,
  recipe: Recipe,
): ActivationRange | null {
  const calibrated = calibrateActivation(observer, { tensor, layer }, recipe);
  if (!calibrated || !observer.histogram) return null;
  const { scale, zeroPoint } = calibrated.params;
  const { bits, scheme } = activationSpec(recipe, layer);
  const low = Math.min(calibrated.rmin, 0);
  const high = Math.max(calibrated.rmax, 0);
  const reach = Math.max(-low, high);
  const [rmin, rmax] = scheme === "symmetric" ? [-reach, reach] : [low, high];
  return {
    tensor,
    layer,
    min: observer.min,
    max: observer.max,
    rmin,
    rmax,
    scale,
    zeroPoint,
    bits,
    clippedShare: clippedShare(observer.histogram, rmin, rmax),
    count: observer.count,
    nonFinite: observer.nonFinite,
  };
}
