import { timeSlice } from "#engine/runtime/yield.ts";
import { type AffineParams, deployableParams } from "#numerics/affine.ts";
import { findExtremes } from "#numerics/calibration/extremes.ts";
import { countInto } from "#numerics/calibration/histogram-view.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { gridLevels, gridRange, halfRoundTrip, weightRoundTrip } from "#numerics/round-trip.ts";
import { forEachRun, scaleLayout } from "#numerics/weights/scale-layout.ts";
import { channelRanges, type QuantizedTensor } from "#numerics/weights/weights.ts";
import type { Handler } from "../../context.ts";
import { nearestWhole, type StoredWeights, storedWeights } from "./stored-weights.ts";

/** One layer's weights before and after, in shared bins, with the grid of its levels. */
export const layerWeightsView: Handler<"layer.weights"> = async (
  { recipe, layer: name, bins },
  { workspace },
) => {
  const found = storedWeights(workspace.model, recipe, name);
  const { layer, weight, spec, original, stored, quantized } = found;
  const { start, width } = sharedBins(found, bins);
  const { min, max } = finiteRanges(found);
  const grid = gridRanges(quantized, weight.dims[weight.channelAxis]);
  return {
    name,
    op: layer.op,
    precision: found.precision,
    rounding: found.rounding,
    bits: spec.bits,
    scheme: spec.scheme,
    shape: weight.dims,
    channelAxis: weight.channelAxis,
    fp32: { start, width, counts: countInto(original, start, width, bins) },
    dequantized: { start, width, counts: countInto(stored, start, width, bins) },
    levels: quantized?.scales.length === 1 ? gridLevels(paramsOf(quantized, 0)) : new Float32Array(),
    nonFinite: found.extremes.nonFinite,
    channelMin: min,
    channelMax: max,
    tensorRange: tensorRange(found),
    channelGridMin: grid.min,
    channelGridMax: grid.max,
    scales: quantized?.scales.slice() ?? new Float32Array(),
    error: quantized
      ? weightRoundTrip(original, stored, weight.dims, quantized)
      : halfRoundTrip(original, stored),
  };
};

/** Equal bins from the smallest to the largest finite value of both; one unit around the value where all are equal. */
function sharedBins({ stored, extremes }: StoredWeights, bins: number) {
  const after = findExtremes(stored);
  const low = Math.min(extremes.min, after.min);
  const high = Math.max(extremes.max, after.max);
  if (low < high) return { start: low, width: (high - low) / bins };
  return { start: (low > high ? 0 : low) - 0.5, width: 1 / bins };
}

/**
 * The error of the weights of every layer that has any, in the order of the graph. Other messages are heard in
 * between: a large network takes a second.
 */
export const layersWeights: Handler<"layers.weights"> = async ({ recipe }, { workspace, signal }) => {
  const { model } = workspace;
  const yieldToMessages = timeSlice(signal);
  const errors = [];
  for (const { name, weightShape } of model.summary.layers) {
    if (!weightShape) continue;
    const { precision, original, stored } = storedWeights(model, recipe, name);
    errors.push({ name, precision, ...tensorError(original, stored) });
    await yieldToMessages();
  }
  return errors;
};

interface ChannelRanges {
  min: Float32Array;
  max: Float32Array;
}

/** Smallest and largest finite weight of each output channel; both 0 where a channel has none. */
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
function paramsOf({ scales, zeroPoints, qmin, qmax }: QuantizedTensor, i: number): AffineParams {
  return { scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax };
}

/**
 * The range that the levels of each of `channels` output channels span, the widest of its groups; empty for a
 * float layer.
 */
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

/** The range that the levels span with one scale for the whole tensor; for a float layer the range of its extremes. */
function tensorRange({ float, weight, spec, original, extremes, quantized }: StoredWeights): Range {
  if (quantized?.channelAxis === null) return gridRange(paramsOf(quantized, 0));
  if (quantized && spec.range === "mse") return gridRange(nearestWhole(float, weight, original, spec));
  const { min, max } = extremes;
  const grid = { bits: spec.bits, scheme: spec.scheme, signed: spec.scheme === "symmetric" };
  return gridRange(min <= max ? deployableParams(min, max, grid) : deployableParams(0, 0, grid));
}
