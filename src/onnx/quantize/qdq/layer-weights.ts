import { LabError } from "#failures/lab-error.ts";
import type { AffineParams } from "#numerics/affine.ts";
import { quantizeInto } from "#numerics/quantize.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";
import { forEachRun, scaleLayout } from "#numerics/weights/scale-layout.ts";
import { type QuantizedTensor, quantizeWeights } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr, intAttr } from "../../model/graph/attributes.ts";
import { constantOf, type GraphView } from "../../model/graph/graph.ts";
import { readFloats, tensorDims } from "../../model/read/tensor.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";

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

/** A layer's constant bias, one value per output channel (or, for Gemm, per element of the output). */
export interface LayerBias {
  values: Float32Array;
  dims: number[];
  /** Axis of the output channels. */
  axis: number;
  /** Gemm's factor on the product. */
  alpha: number;
}

/**
 * The bias that can be quantized beside the weight; null where there is none or its shape does not follow
 * the output channels. Gemm's `beta` is multiplied in; one value for all channels is spelled out.
 */
export function layerBias(view: GraphView, layer: QuantizableLayer): LayerBias | null {
  const constant = layer.bias === null ? null : constantOf(view, layer.bias);
  if (!constant || !layer.weight) return null;
  const groups = layer.op === "ConvTranspose" ? intAttr(layer.node.proto, "group", 1) : 1;
  const channels = layer.weight.dims[layer.weight.channelAxis] * groups;
  const alpha = layer.op === "Gemm" ? floatAttr(layer.node.proto, "alpha", 1) : 1;
  const beta = layer.op === "Gemm" ? floatAttr(layer.node.proto, "beta", 1) : 1;
  const stored = readFloats(constant).map((value) => value * beta);
  const dims = tensorDims(constant);
  if (alpha <= 0) return null;
  if (stored.length === 1) {
    return { values: new Float32Array(channels).fill(stored[0]), dims: [channels], axis: 0, alpha };
  }
  const axis = layer.op === "Gemm" ? dims.length - 1 : 0;
  return dims[axis] === channels ? { values: stored, dims, axis, alpha } : null;
}

const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);
/** ONNX Runtime's margin over the smallest scale that fits. */
const MARGIN = 1.0001;

/**
 * The weight scale needed for a bias to fit into int32 at scale `inputScale · weightScale`, as ONNX Runtime's
 * quantizer widens it: a channel of nearly zero weights beside an ordinary bias would overflow.
 *
 * @param largestBias largest magnitude among the biases of the channels that share the scale
 * @returns `weightScale` itself where the bias fits, or where a scale that is wide enough is no float32
 */
function scaleForBias(weightScale: number, inputScale: number, largestBias: number): number {
  const candidate = inputScale * weightScale;
  const smallest = (MARGIN * 2 * largestBias) / (INT32_MAX - (INT32_MIN + 1));
  const widened = Math.fround(weightScale * (smallest / candidate));
  return candidate > 0 && candidate < smallest && Number.isFinite(widened) ? widened : weightScale;
}

/** Bias as int32 codes with zero point 0. */
export interface QuantizedBias {
  codes: Int32Array;
  /** One per element; equal ones where the weight has one scale. */
  scales: Float32Array;
  clamped: number;
  /** Scale of the first bias that was clamped; null where none was. */
  clampedScale: number | null;
}

/**
 * Bias codes `round(b / s)`, half to even in float64, with `s = s_x · s_w` in float32 (times `alpha`, Gemm's
 * factor on the product), so that an integer kernel adds them to its accumulators. Element i belongs to
 * weight scale `i mod count`.
 */
export function quantizeBias(
  bias: Float32Array,
  input: AffineParams,
  weightScales: Float32Array,
  alpha: number,
): QuantizedBias {
  const scales = Float32Array.from(
    bias,
    (_, i) => Math.fround(input.scale * weightScales[i % weightScales.length]) * alpha,
  );
  let clamped = 0;
  let clampedScale: number | null = null;
  const codes = Int32Array.from(bias, (value, i) => {
    const code = value === 0 ? 0 : roundHalfToEven(value / scales[i]);
    if (code > INT32_MAX || code < INT32_MIN) {
      clamped++;
      clampedScale ??= scales[i];
    }
    return Math.min(Math.max(code, INT32_MIN), INT32_MAX);
  });
  return { codes, scales, clamped, clampedScale };
}
