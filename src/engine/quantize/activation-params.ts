import { activationSpec, layerPrecision } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import { type AffineParams, activationGrid, deployableParams } from "#numerics/affine.ts";
import { knownRange } from "#numerics/calibration/known-range.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { activationTensors, knownRanges } from "#onnx/layers/layers.ts";
import type { QuantizationPlan } from "./quantization-plan.ts";

/** What a recipe makes of the values seen of one activation tensor. */
export interface CalibratedActivation {
  /** What the calibration method gives, before it is widened to hold zero. */
  rmin: number;
  rmax: number;
  params: AffineParams;
}

/** A tensor by its name; `layer` is the one whose output it is, null for any other tensor. */
export interface ActivationTensor {
  tensor: string;
  layer: string | null;
}

/**
 * Calibrates one activation tensor on the grid of the layer that computes it: by the range that the recipe sets by
 * hand where it has one for the tensor, else by its method.
 *
 * @returns null where no finite value was seen
 */
export function calibrateActivation(
  observer: ActivationObserver,
  { tensor, layer }: ActivationTensor,
  recipe: Recipe,
): CalibratedActivation | null {
  if (observer.count === 0) return null;
  const spec = activationSpec(recipe, layer);
  const { ranges = {} } = recipe.calibration;
  const byHand = Object.hasOwn(ranges, tensor) ? ranges[tensor] : undefined;
  const range = byHand
    ? { rmin: byHand.min, rmax: byHand.max }
    : knownRange(observer, recipe.calibration, spec);
  return { ...range, params: deployableParams(range.rmin, range.rmax, activationGrid(spec)) };
}

/**
 * Parameters of every activation of a plan that was observed or whose range its operator gives (Softmax: 0 to 1,
 * at the recipe's width), and what is wrong with those that the recipe quantizes. A tensor without a finite value
 * is left out: the rewriter keeps whatever reads or writes it in floating point, and says so.
 *
 * Notices (details `tensor`, and `layer`, null where none computes it):
 * - `calibration.non-finite` where `count` values were NaN or infinite, and the range is that of the others;
 * - `layer.range-collapsed` where the range is the single `value`, with the `scale` it gets.
 */
export function activationParams(
  plan: QuantizationPlan,
  observers: ReadonlyMap<string, ActivationObserver>,
  recipe: Recipe,
): { activations: Map<string, AffineParams>; notices: Notice[] } {
  const activations = new Map<string, AffineParams>();
  const notices: Notice[] = [];
  const integer = plan.layers.filter(({ name }) => layerPrecision(recipe, name) === "int");
  const needed = new Set(activationTensors(plan.view, integer));
  const spec = activationSpec(recipe, null);
  for (const [tensor, { min, max }] of knownRanges(plan.view, plan.layers)) {
    activations.set(tensor, deployableParams(min, max, activationGrid(spec)));
  }
  // All of them, even if some layers stay in FP32: a pooled FP32 output takes the range of what was pooled.
  for (const tensor of plan.tensors) {
    const observer = observers.get(tensor);
    if (!observer) continue;
    const layer = plan.layerOf.get(tensor) ?? null;
    const calibrated = calibrateActivation(observer, { tensor, layer }, recipe);
    if (calibrated) activations.set(tensor, calibrated.params);
    if (needed.has(tensor)) notices.push(...activationNotices({ tensor, layer }, observer, calibrated));
  }
  return { activations, notices };
}

function activationNotices(
  where: ActivationTensor,
  { nonFinite }: ActivationObserver,
  calibrated: CalibratedActivation | null,
): Notice[] {
  const notices: Notice[] = [];
  if (nonFinite > 0)
    notices.push({ code: "calibration.non-finite", details: { ...where, count: nonFinite } });
  if (calibrated && calibrated.rmin === calibrated.rmax) {
    const { rmin: value, params } = calibrated;
    notices.push({ code: "layer.range-collapsed", details: { ...where, value, scale: params.scale } });
  }
  return notices;
}
