import { type AffineParams, codeRange, type GridSpec } from "../affine.ts";
import type { WeightSpec } from "../grid.ts";
import { dequantizeInto, quantizeInto } from "../quantize.ts";
import { ROUNDING_BIAS } from "../rounding.ts";
import { forEachStretch, type ScaleLayout, scaleLayout } from "./scale-layout.ts";
import { smallestErrorRange } from "./weight-range.ts";
import { extremeScales, scaleExtremes, smallestErrorScales } from "./weight-scales.ts";

/** A weight tensor as integer levels in the row-major order of the original. */
export interface QuantizedTensor {
  /** Int8Array for a symmetric scheme, Uint8Array for an asymmetric one, whatever the number of bits. */
  codes: Int8Array | Uint8Array;
  /**
   * One element per scale: 1 per tensor, one per channel, or per group in the order
   * `[channel][group]`, that is index `channel · ceil(inputSize / groupSize) + group`.
   */
  scales: Float32Array;
  /** In the order of `scales`; all 0 for a symmetric scheme. */
  zeroPoints: Int32Array;
  /** First and last code in use, the same for every scale. */
  qmin: number;
  qmax: number;
  /** Axis of the output channels; null when the whole tensor shares one scale. */
  channelAxis: number | null;
  /** Elements of the flattened input dimension per scale; null unless the granularity is a group. */
  groupSize: number | null;
}

/**
 * Quantizes a constant tensor in the deployable convention (`deployableParams`). The range of each scale is
 * that of its values or, by `spec.range`, the one with the smallest squared error (`smallestErrorScales`).
 * The values a channel's groups are cut from are its elements in row-major order without the channel axis.
 *
 * @param channelAxis axis of the output channels (ignored for one scale per tensor)
 * @param whole `smallestErrorWhole` of the same values, where it is already known
 * Throws `calibration.non-finite` when the data hold NaN or an infinity, RangeError when `shape` does not
 * fit the data or has no such axis.
 */
export function quantizeWeights(
  data: Float32Array,
  shape: readonly number[],
  channelAxis: number,
  spec: WeightSpec,
  whole?: AffineParams,
): QuantizedTensor {
  checkShape(data.length, shape, channelAxis);
  const { granularity } = spec;
  const layout = scaleLayout(shape, channelAxis, granularity);
  const grid = weightGrid(spec);
  const { scales, zeroPoints } =
    spec.range === "mse"
      ? smallestErrorScales(data, shape, channelAxis, spec, grid, whole)
      : extremeScales(data, layout, grid);
  const { qmin, qmax } = codeRange(grid);
  const codes = grid.signed ? new Int8Array(data.length) : new Uint8Array(data.length);
  const perStep = new Float64Array(scales.length);
  for (let i = 0; i < scales.length; i++) perStep[i] = 1 / scales[i];
  forEachStretch(layout, (first, start, end, step) => {
    if (step === 0) {
      quantizeInto(
        data,
        { scale: scales[first], zeroPoint: zeroPoints[first], qmin, qmax },
        codes,
        start,
        end,
      );
      return;
    }
    // The loop of `quantizeInto` with parameters that change from element to element.
    for (let i = start, k = first; i < end; i++, k += step) {
      const zeroPoint = zeroPoints[k];
      const low = qmin - zeroPoint;
      const high = qmax - zeroPoint;
      let steps = Math.fround(data[i] * perStep[k]);
      if (steps < low) steps = low;
      else if (steps > high) steps = high;
      codes[i] = ((steps + ROUNDING_BIAS - ROUNDING_BIAS) | 0) + zeroPoint;
    }
  });
  return {
    codes,
    scales,
    zeroPoints,
    qmin,
    qmax,
    channelAxis: granularity.kind === "tensor" ? null : channelAxis,
    groupSize: granularity.kind === "group" ? granularity.size : null,
  };
}

const weightGrid = ({ bits, scheme }: Pick<WeightSpec, "bits" | "scheme">): GridSpec => ({
  bits,
  scheme,
  signed: scheme === "symmetric",
});

/** The parameters of one scale for all values with the smallest squared error. Throws `calibration.non-finite`. */
export const smallestErrorWhole = (data: Float32Array, spec: WeightSpec): AffineParams =>
  smallestErrorRange(data, 0, data.length, weightGrid(spec), []);

/** The layout of a quantized tensor's scales; `shape` is that of the original. */
export function quantizedLayout(
  { channelAxis, groupSize }: Pick<QuantizedTensor, "channelAxis" | "groupSize">,
  shape: readonly number[],
): ScaleLayout {
  if (channelAxis === null) return scaleLayout(shape, 0, { kind: "tensor" });
  return scaleLayout(
    shape,
    channelAxis,
    groupSize === null ? { kind: "channel" } : { kind: "group", size: groupSize },
  );
}

/** The float32 tensor that `quantized` stands for; `shape` is that of the original. */
export function dequantizeWeights(quantized: QuantizedTensor, shape: readonly number[]): Float32Array {
  const { codes, scales, zeroPoints } = quantized;
  const layout = quantizedLayout(quantized, shape);
  const values = new Float32Array(codes.length);
  forEachStretch(layout, (first, start, end, step) => {
    if (step === 0) {
      dequantizeInto(codes, { scale: scales[first], zeroPoint: zeroPoints[first] }, values, start, end);
      return;
    }
    for (let i = start, k = first; i < end; i++, k += step)
      values[i] = (codes[i] - zeroPoints[k]) * scales[k];
  });
  return values;
}

/**
 * Smallest and largest value of each slice along `axis` (NaN where the slice holds NaN; +Infinity and
 * −Infinity where it is empty). Throws RangeError as `quantizeWeights` does.
 */
export function channelRanges(
  data: Float32Array,
  shape: readonly number[],
  axis: number,
): { min: Float32Array; max: Float32Array } {
  checkShape(data.length, shape, axis);
  return scaleExtremes(data, scaleLayout(shape, axis, { kind: "channel" }));
}

function checkShape(length: number, shape: readonly number[], axis: number): void {
  const size = shape.reduce((total, n) => total * n, 1);
  if (size !== length) throw new RangeError(`shape [${shape.join(", ")}] for ${length} values`);
  if (shape.length > 0 && !(Number.isInteger(axis) && axis >= 0 && axis < shape.length)) {
    throw new RangeError(`axis ${axis} of [${shape.join(", ")}]`);
  }
}
