import { type AffineParams, deployableParams, type GridSpec } from "../affine.ts";
import type { WeightSpec } from "../grid.ts";
import { forEachStretch, type ScaleLayout, scaleLayout } from "./scale-layout.ts";
import { smallestErrorRange } from "./weight-range.ts";

/** Affine parameters of a tensor, one element per scale of its layout. */
export interface WeightScales {
  scales: Float32Array;
  zeroPoints: Int32Array;
}

/** Parameters from the extremes of each scale's values. Throws `calibration.non-finite`. */
export function extremeScales(data: Float32Array, layout: ScaleLayout, grid: GridSpec): WeightScales {
  const { min, max } = scaleExtremes(data, layout);
  const result = emptyScales(layout.scaleCount);
  for (let i = 0; i < min.length; i++) store(result, i, deployableParams(min[i], max[i], grid));
  return result;
}

/**
 * Parameters with the smallest squared error (`smallestErrorRange`). Every scale is also offered what the
 * next coarser granularity chose, so the total error per group is never above that per channel, nor that
 * per channel above that per tensor. Throws `calibration.non-finite`.
 *
 * @param whole the scale of the whole tensor, where it is already known
 */
export function smallestErrorScales(
  data: Float32Array,
  shape: readonly number[],
  channelAxis: number,
  { granularity }: WeightSpec,
  grid: GridSpec,
  whole: AffineParams = smallestErrorRange(data, 0, data.length, grid, []),
): WeightScales {
  const layout = scaleLayout(shape, channelAxis, granularity);
  const result = emptyScales(layout.scaleCount);
  if (granularity.kind === "tensor") {
    store(result, 0, whole);
    return result;
  }
  const { channels, groupsPerChannel, groupSize } = layout;
  const values = channelsOutermost(data, layout);
  const perChannel = data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * perChannel;
    const end = start + perChannel;
    const shared = smallestErrorRange(values, start, end, grid, [whole]);
    for (let group = 0; group < groupsPerChannel; group++) {
      const from = start + group * groupSize;
      const params =
        groupsPerChannel === 1
          ? shared
          : smallestErrorRange(values, from, Math.min(from + groupSize, end), grid, [shared]);
      store(result, channel * groupsPerChannel + group, params);
    }
  }
  return result;
}

/** Extremes per scale; NaN spreads, so that it cannot pass unnoticed. */
export function scaleExtremes(
  data: Float32Array,
  layout: ScaleLayout,
): { min: Float32Array; max: Float32Array } {
  const min = new Float32Array(layout.scaleCount).fill(Infinity);
  const max = new Float32Array(layout.scaleCount).fill(-Infinity);
  forEachStretch(layout, (first, start, end, step) => {
    if (step > 0) {
      for (let i = start, k = first; i < end; i++, k += step) {
        min[k] = Math.min(min[k], data[i]);
        max[k] = Math.max(max[k], data[i]);
      }
      return;
    }
    let low = min[first];
    let high = max[first];
    for (let i = start; i < end; i++) {
      low = Math.min(low, data[i]);
      high = Math.max(high, data[i]);
    }
    min[first] = low;
    max[first] = high;
  });
  return { min, max };
}

/** The tensor with each channel's values in one piece, in the order groups are cut from. */
function channelsOutermost(data: Float32Array, { outer, channels, inner }: ScaleLayout): Float32Array {
  if (outer === 1) return data;
  const out = new Float32Array(data.length);
  for (let o = 0; o < outer; o++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (o * channels + channel) * inner;
      const to = (channel * outer + o) * inner;
      for (let i = 0; i < inner; i++) out[to + i] = data[from + i];
    }
  }
  return out;
}

function emptyScales(count: number): WeightScales {
  return { scales: new Float32Array(count), zeroPoints: new Int32Array(count) };
}

function store({ scales, zeroPoints }: WeightScales, i: number, params: AffineParams): void {
  scales[i] = params.scale;
  zeroPoints[i] = params.zeroPoint;
}
