import { type AffineParams, deployableParams } from "#numerics/affine.ts";
import { findExtremes } from "#numerics/calibration/extremes.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import { gridRange } from "#numerics/round-trip.ts";
import { forEachRun, scaleLayout } from "#numerics/weights/scale-layout.ts";
import { channelRanges, type QuantizedTensor } from "#numerics/weights/weights.ts";
import { nearestWhole } from "./nearest-weights.ts";
import type { StoredWeights } from "./stored-weights.ts";

interface ChannelRanges {
  min: Float32Array;
  max: Float32Array;
}

/** Smallest and largest finite weight of each output channel; both 0 where there is none. */
export function finiteRanges({ original, weight, extremes }: StoredWeights): ChannelRanges {
  const { dims, channelAxis } = weight;
  if (extremes.nonFinite === 0) return channelRanges(original, dims, channelAxis);
  const channels = dims[channelAxis];
  const min = new Float32Array(channels).fill(Infinity);
  const max = new Float32Array(channels).fill(-Infinity);
  forEachRun(scaleLayout(dims, channelAxis, { kind: "channel" }), (channel, start, end) => {
    const run = findExtremes(original, start, end);
    min[channel] = Math.min(min[channel], run.min);
    max[channel] = Math.max(max[channel], run.max);
  });
  const isEmpty = min.map((low, channel) => Number(low > max[channel]));
  return {
    min: min.map((low, i) => (isEmpty[i] ? 0 : low)),
    max: max.map((high, i) => (isEmpty[i] ? 0 : high)),
  };
}

/** The affine parameters of one scale of a tensor. */
export function paramsOf({ scales, zeroPoints, qmin, qmax }: QuantizedTensor, i: number): AffineParams {
  return { scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax };
}

/** The range that the codes of each of `channels` output channels span, the widest of its groups; empty without codes. */
export function gridRanges(quantized: QuantizedTensor | null, channels: number): ChannelRanges {
  if (!quantized) return { min: new Float32Array(), max: new Float32Array() };
  const min = new Float32Array(channels).fill(Infinity);
  const max = new Float32Array(channels).fill(-Infinity);
  const { scales, channelAxis } = quantized;
  const groups = channelAxis === null ? 1 : scales.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    for (let group = 0; group < groups; group++) {
      const range = gridRange(paramsOf(quantized, channelAxis === null ? 0 : channel * groups + group));
      min[channel] = Math.min(min[channel], range.min);
      max[channel] = Math.max(max[channel], range.max);
    }
  }
  return { min, max };
}

/** The range that the codes span with one scale for the whole tensor; for a float layer that of its extremes. */
export function tensorRange({ float, weight, spec, original, extremes, quantized }: StoredWeights): Range {
  if (quantized?.channelAxis === null) return gridRange(paramsOf(quantized, 0));
  if (quantized && spec.range === "mse") return gridRange(nearestWhole(float, weight, original, spec));
  const { min, max } = extremes;
  const grid = { bits: spec.bits, scheme: spec.scheme, signed: spec.scheme === "symmetric" };
  return gridRange(min <= max ? deployableParams(min, max, grid) : deployableParams(0, 0, grid));
}
