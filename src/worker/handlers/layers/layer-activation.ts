import { calibrateActivation } from "#engine/quantize/activation-params.ts";
import { activationSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { clippedShare } from "#numerics/calibration/clipped-share.ts";
import { rebin } from "#numerics/calibration/histogram-view.ts";
import { knownRange } from "#numerics/calibration/known-range.ts";
import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import type { ActivationObserver, Range } from "#numerics/calibration/observer.ts";
import { histogramRoundTrip } from "#numerics/errors/round-trip-histogram.ts";
import { gridRange } from "#numerics/round-trip.ts";
import type { ActivationRange } from "#protocol/messages.ts";
import { knownObservers } from "../../build/calibration-set.ts";
import type { Handler } from "../../context.ts";

/**
 * One activation tensor with the values that the last calibration saw, and its quantization by the recipe.
 *
 * @throws LabError `recipe.unknown-layer` (details.layer) for a tensor that is not calibrated
 */
export const layerActivation: Handler<"layer.activation"> = async (
  { recipe, tensor, bins },
  { workspace },
) => {
  const { plan } = workspace.model.float(false);
  if (!plan.tensors.includes(tensor)) throw new LabError("recipe.unknown-layer", { layer: tensor });
  const float = workspace.model.knownFloat(recipe.corrections.equalize ?? false);
  const observer = float && knownObservers(float, recipe)?.get(tensor);
  const layer = plan.layerOf.get(tensor) ?? null;
  const calibrated = observer && calibrateActivation(observer, { tensor, layer }, recipe);
  if (!calibrated || !observer.histogram) return null;
  const { percentile, ranges = {} } = recipe.calibration;
  const override = Object.hasOwn(ranges, tensor) ? ranges[tensor] : null;
  const spec = activationSpec(recipe, layer);
  const { start, width } = viewOf(observer, override, bins);
  const { min: rmin, max: rmax } = gridRange(calibrated.params);
  return {
    tensor,
    layer,
    histogram: { start, width, counts: rebin(observer.histogram, start, width, bins) },
    count: observer.count,
    min: observer.min,
    max: observer.max,
    thresholds: CALIBRATION_METHOD_IDS.map((method) => {
      const range = knownRange(observer, { method, percentile }, spec);
      return { method, min: range.rmin, max: range.rmax };
    }),
    override: override && { ...override },
    ...spec,
    rmin,
    rmax,
    scale: calibrated.params.scale,
    zeroPoint: calibrated.params.zeroPoint,
    error: histogramRoundTrip(observer.histogram, calibrated.params),
  };
};

/**
 * The range from the smallest value to the largest, with zero, which every grid holds. A range set by hand widens
 * it, by at most the values' own width on each side.
 */
function viewOf(observer: ActivationObserver, override: Range | null, bins: number) {
  const low = Math.min(observer.min, 0);
  const high = Math.max(observer.max, 0);
  if (low === high) return { start: -0.5, width: 1 / bins };
  const reach = high - low;
  const start = Math.max(Math.min(low, override?.min ?? low), low - reach);
  const end = Math.min(Math.max(high, override?.max ?? high), high + reach);
  return { start, width: (end - start) / bins };
}

/**
 * The ranges of a recipe's calibration method, from what the last pass over its images collected. It takes a few
 * milliseconds for a hundred tensors, and some tens for MSE and entropy, which search a range for each tensor when
 * it is first asked for.
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

/** Null for a tensor without a finite value: it has no range. */
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
