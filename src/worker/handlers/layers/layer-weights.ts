import { findExtremes } from "#numerics/calibration/extremes.ts";
import { countInto } from "#numerics/calibration/histogram-view.ts";
import { gridLevels, halfRoundTrip, weightRoundTrip } from "#numerics/round-trip.ts";
import type { Handler } from "../../context.ts";
import { finiteRanges, gridRanges, paramsOf, tensorRange } from "../../explore/channel-ranges.ts";
import { type StoredWeights, storedWeights } from "../../explore/stored-weights.ts";

/** One layer's weights before and after, in bins that both share, and the grid between them. */
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

/** Equal bins from the smallest to the largest finite value of both; one unit about the value where there is but one. */
function sharedBins({ stored, extremes }: StoredWeights, bins: number) {
  const after = findExtremes(stored);
  const low = Math.min(extremes.min, after.min);
  const high = Math.max(extremes.max, after.max);
  if (low < high) return { start: low, width: (high - low) / bins };
  return { start: (low > high ? 0 : low) - 0.5, width: 1 / bins };
}
