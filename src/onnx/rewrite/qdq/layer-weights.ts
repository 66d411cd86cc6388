import type { AffineParams } from "#core/affine.ts";
import { LabError } from "#core/lab-error.ts";
import { quantizeInto } from "#core/quantize.ts";
import type { WeightSpec } from "#core/recipe.ts";
import { forEachRun, scaleLayout } from "#core/scale-layout.ts";
import { type QuantizedTensor, quantizeWeights } from "#core/weights.ts";
import { scaleForBias } from "./bias-scales.ts";
import type { LayerBias } from "./layer-bias.ts";

/** A constant weight in float, and how to quantize it. */
export interface FloatWeight {
  values: Float32Array;
  dims: readonly number[];
  channelAxis: number;
  spec: WeightSpec;
}

/**
 * Quantizes a layer's weight in the deployable convention.
 *
 * @throws LabError `calibration.non-finite` (details.layer) for a weight that holds NaN or an infinity
 * @throws LabError `recipe.unsupported` (details.option `granularity`) for groups
 */
export function quantizeLayerWeight(
  layer: string,
  { values, dims, channelAxis, spec }: FloatWeight,
): QuantizedTensor {
  if (spec.granularity.kind === "group") {
    throw new LabError("recipe.unsupported", { option: "granularity", value: "group", layer });
  }
  try {
    return quantizeWeights(values, dims, channelAxis, spec);
  } catch (cause) {
    if (cause instanceof LabError) throw new LabError(cause.code, { ...cause.details, layer }, { cause });
    throw cause;
  }
}

/**
 * Widens, in place, the symmetric scales that are too small for the bias to fit into int32, and quantizes
 * their weights anew.
 *
 * @returns the number of scales that were widened
 */
export function widenForBias(
  quantized: QuantizedTensor,
  { values, dims, channelAxis, spec }: FloatWeight,
  bias: LayerBias,
  input: AffineParams,
): number {
  const { scales, zeroPoints, codes, qmin, qmax } = quantized;
  if (spec.scheme !== "symmetric") return 0;
  const largest = new Float32Array(scales.length);
  bias.values.forEach((value, i) => {
    const channel = i % scales.length;
    largest[channel] = Math.max(largest[channel], Math.abs(value));
  });
  const widened = new Set<number>();
  for (let i = 0; i < scales.length; i++) {
    const scale = scaleForBias(scales[i], input.scale * bias.alpha, largest[i]);
    if (scale === scales[i]) continue;
    scales[i] = scale;
    widened.add(i);
  }
  forEachRun(scaleLayout(dims, channelAxis, spec.granularity), (i, start, end) => {
    if (!widened.has(i)) return;
    quantizeInto(values, { scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax }, codes, start, end);
  });
  return widened.size;
}
