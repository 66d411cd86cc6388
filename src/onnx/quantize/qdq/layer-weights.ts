import { LabError } from "#failures/lab-error.ts";
import type { AffineParams } from "#numerics/affine.ts";
import { quantizeInto } from "#numerics/quantize.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";
import { forEachRun, scaleLayout } from "#numerics/weights/scale-layout.ts";
import { type QuantizedTensor, quantizeWeights } from "#numerics/weights/weights.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";
import { scaleForBias } from "./bias-scales.ts";
import type { LayerBias } from "./layer-bias.ts";

/**
 * A layer's weight in the deployable convention: a copy of the codes that are given, or rounded to nearest.
 *
 * @throws LabError `internal` (details.tensor) where the given codes are not those of such a weight
 */
export function quantizePlanned({
  tensor,
  values,
  dims,
  channelAxis,
  spec,
  given,
}: PlannedWeight): QuantizedTensor {
  if (!given) return quantizeWeights(values, dims, channelAxis, spec);
  const { scaleCount } = scaleLayout(dims, channelAxis, spec.granularity);
  if (given.codes.length !== values.length || given.scales.length !== scaleCount) {
    throw new LabError("internal", { what: "codes that do not fit the weight", tensor });
  }
  return {
    ...given,
    codes: given.codes.slice(),
    scales: given.scales.slice(),
    zeroPoints: given.zeroPoints.slice(),
    groupSize: spec.granularity.kind === "group" ? spec.granularity.size : null,
  };
}

/**
 * Widens, in place, the scales that are too small for the bias to fit into int32, and rounds their weights
 * anew, to nearest. The zero point moves so that the first code stands for the real it stood for, give or take
 * half a step.
 *
 * @returns the number of scales that were widened
 */
export function widenForBias(
  quantized: QuantizedTensor,
  { values, dims, channelAxis, spec }: PlannedWeight,
  bias: LayerBias,
  input: AffineParams,
): number {
  const { scales, zeroPoints, codes, qmin, qmax } = quantized;
  const largest = new Float32Array(scales.length);
  bias.values.forEach((value, i) => {
    const channel = i % scales.length;
    largest[channel] = Math.max(largest[channel], Math.abs(value));
  });
  const widened = new Set<number>();
  for (let i = 0; i < scales.length; i++) {
    const scale = scaleForBias(scales[i], input.scale * bias.alpha, largest[i]);
    if (scale === scales[i]) continue;
    if (spec.scheme === "asymmetric") {
      zeroPoints[i] = qmin + roundHalfToEven((zeroPoints[i] - qmin) * (scales[i] / scale));
    }
    scales[i] = scale;
    widened.add(i);
  }
  if (widened.size === 0) return 0;
  forEachRun(scaleLayout(dims, channelAxis, spec.granularity), (i, start, end) => {
    if (!widened.has(i)) return;
    quantizeInto(values, { scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax }, codes, start, end);
  });
  return widened.size;
}
