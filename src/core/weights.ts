import { type AffineParams, codeRange, deployableParams } from "./affine.ts";
import { dequantizeInto, quantizeInto } from "./quantize.ts";
import type { WeightSpec } from "./recipe.ts";
import { forEachRun, type ScaleLayout, scaleLayout } from "./scale-layout.ts";

/** A weight tensor as codes in the row-major order of the original. */
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
 * Quantizes a constant tensor in the deployable convention (`deployableParams`), min–max range per scale.
 * The values a channel's groups are cut from are its elements in row-major order without the channel axis.
 *
 * @param channelAxis axis of the output channels (ignored for one scale per tensor)
 * Throws `calibration.non-finite` when the data hold NaN or an infinity, RangeError when `shape` does not
 * fit the data or has no such axis.
 */
export function quantizeWeights(
  data: Float32Array,
  shape: readonly number[],
  channelAxis: number,
  spec: WeightSpec,
): QuantizedTensor {
  checkShape(data.length, shape, channelAxis);
  const { granularity } = spec;
  const layout = scaleLayout(shape, channelAxis, granularity);
  const grid = { ...spec, signed: spec.scheme === "symmetric" };
  const { min, max } = runExtremes(data, layout);
  const params = Array.from(min, (low, i) => deployableParams(low, max[i], grid));
  const codes = grid.signed ? new Int8Array(data.length) : new Uint8Array(data.length);
  forEachRun(layout, (i, start, end) => quantizeInto(data, params[i], codes, start, end));
  return {
    codes,
    scales: Float32Array.from(params, (p) => p.scale),
    zeroPoints: Int32Array.from(params, (p) => p.zeroPoint),
    ...codeRange(grid),
    channelAxis: granularity.kind === "tensor" ? null : channelAxis,
    groupSize: granularity.kind === "group" ? granularity.size : null,
  };
}

/** The float32 tensor that `quantized` stands for; `shape` is that of the original. */
export function dequantizeWeights(quantized: QuantizedTensor, shape: readonly number[]): Float32Array {
  const { codes, scales, zeroPoints, channelAxis, groupSize } = quantized;
  const layout = scaleLayout(
    shape,
    channelAxis ?? 0,
    channelAxis === null
      ? { kind: "tensor" }
      : groupSize === null
        ? { kind: "channel" }
        : { kind: "group", size: groupSize },
  );
  const params = Array.from(
    scales,
    (scale, i): Pick<AffineParams, "scale" | "zeroPoint"> => ({ scale, zeroPoint: zeroPoints[i] }),
  );
  const values = new Float32Array(codes.length);
  forEachRun(layout, (i, start, end) => dequantizeInto(codes, params[i], values, start, end));
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
  return runExtremes(data, scaleLayout(shape, axis, { kind: "channel" }));
}

/** Extremes per scale; NaN spreads, so that it cannot pass unnoticed. */
function runExtremes(data: Float32Array, layout: ScaleLayout): { min: Float32Array; max: Float32Array } {
  const min = new Float32Array(layout.scaleCount).fill(Infinity);
  const max = new Float32Array(layout.scaleCount).fill(-Infinity);
  forEachRun(layout, (i, start, end) => {
    let low = min[i];
    let high = max[i];
    for (let k = start; k < end; k++) {
      low = Math.min(low, data[k]);
      high = Math.max(high, data[k]);
    }
    min[i] = low;
    max[i] = high;
  });
  return { min, max };
}

function checkShape(length: number, shape: readonly number[], axis: number): void {
  const size = shape.reduce((total, n) => total * n, 1);
  if (size !== length) throw new RangeError(`shape [${shape.join(", ")}] for ${length} values`);
  if (shape.length > 0 && !(Number.isInteger(axis) && axis >= 0 && axis < shape.length)) {
    throw new RangeError(`axis ${axis} of [${shape.join(", ")}]`);
  }
}
