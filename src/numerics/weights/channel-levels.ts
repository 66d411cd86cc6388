import { codeRange } from "../affine.ts";
import type { WeightSpec } from "../grid.ts";
import { forEachRun } from "./scale-layout.ts";
import { quantizedLayout, quantizeWeights } from "./weights.ts";

/** Which integer levels the weights of each output channel use. */
export interface ChannelLevels {
  /** The lowest integer level of the grid. */
  lowest: number;
  /** Integer levels of the grid: 2^bits, one less of a symmetric grid. */
  levelCount: number;
  /** Weights of each channel at each level, `[channels, levelCount]`, lowest level first. */
  counts: Uint32Array;
  /** Levels that at least one weight of the channel uses, by channel; at most the number of its weights. */
  used: Uint16Array;
  /** Smallest and largest weight of each channel. */
  min: Float32Array;
  max: Float32Array;
  /** Smallest and largest value that a level of the channel stands for; the widest of its groups. */
  gridMin: Float32Array;
  gridMax: Float32Array;
}

/**
 * The integer levels that a layer's weights use under `spec`, channel by channel, in the deployable convention
 * (`quantizeWeights`): a scale that is far wider than a channel leaves it a handful of levels.
 *
 * With groups the levels of a channel are counted over all of its groups, each on its own scale.
 *
 * @param values finite weights, `[channels, values.length / channels]`
 * @param channels output channels; at least 1, and a divisor of the number of values
 * @throws LabError `calibration.non-finite` where a weight is NaN or infinite; RangeError where the channels do not
 *   divide the values
 */
export function channelLevels(values: Float32Array, channels: number, spec: WeightSpec): ChannelLevels {
  const size = values.length / channels;
  if (!Number.isInteger(channels) || channels < 1 || !Number.isInteger(size) || size < 1)
    throw new RangeError(`${channels} channels of ${values.length} values`);
  const shape = [channels, size];
  const quantized = quantizeWeights(values, shape, 0, spec);
  const { codes, scales, zeroPoints } = quantized;
  const { qmin, qmax } = codeRange({ ...spec, signed: spec.scheme === "symmetric" });
  const levelCount = qmax - qmin + 1;
  const counts = new Uint32Array(channels * levelCount);
  const used = new Uint16Array(channels);
  const min = new Float32Array(channels).fill(Infinity);
  const max = new Float32Array(channels).fill(-Infinity);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    const first = channel * levelCount - qmin;
    for (const end = i + size; i < end; i++) {
      if (counts[first + codes[i]]++ === 0) used[channel]++;
      if (values[i] < min[channel]) min[channel] = values[i];
      if (values[i] > max[channel]) max[channel] = values[i];
    }
  }
  const gridMin = new Float32Array(channels).fill(Infinity);
  const gridMax = new Float32Array(channels).fill(-Infinity);
  forEachRun(quantizedLayout(quantized, shape), (scale, start, end) => {
    const low = (qmin - zeroPoints[scale]) * scales[scale];
    const high = (qmax - zeroPoints[scale]) * scales[scale];
    for (let channel = Math.floor(start / size); channel * size < end; channel++) {
      if (low < gridMin[channel]) gridMin[channel] = low;
      if (high > gridMax[channel]) gridMax[channel] = high;
    }
  });
  return { lowest: qmin, levelCount, counts, used, min, max, gridMin, gridMax };
}
