import { tensorError } from "#core/errors.ts";
import { findExtremes } from "#core/extremes.ts";
import { LabError } from "#core/lab-error.ts";
import { channelRanges } from "#core/weights.ts";
import { layerWeightSpec } from "#engine/layer-spec.ts";
import { layerWeights } from "#engine/layer-weights.ts";
import { ensureBuilt } from "../build.ts";
import type { Handler } from "../context.ts";

/**
 * Counts over `bins` equal bins from `start` on. What lies beyond an edge, by rounding, goes into the bin there;
 * what is not finite into none.
 */
function countInto(values: Float32Array, start: number, width: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    const bin = Math.floor((values[i] - start) / width);
    counts[bin < 0 ? 0 : bin < bins ? bin : bins - 1]++;
  }
  return counts;
}

/** One layer's weights before and after quantization, in bins that both share. */
export const layerDetail: Handler<"layer.detail"> = async (
  { recipe, layer: name, bins },
  { workspace, signal },
) => {
  const { model, data } = workspace;
  const { build, float } = await ensureBuilt(model, data, recipe, signal);
  const built = build.layers.find(({ layer }) => layer.name === name);
  const weight = built?.layer.weight;
  const values = built && layerWeights(float.plan.view, built.layer, built.result);
  if (!built || !weight || !values) throw new LabError("recipe.unknown-layer", { layer: name });
  const { original, stored } = values;
  const { min: low, max: high } = findExtremes(original, 0, original.length);
  const start = low < high ? low : Number.isFinite(low) ? low - 0.5 : -0.5;
  const width = (low < high ? high - low : 1) / bins;
  const { min, max } = channelRanges(original, weight.dims, weight.channelAxis);
  return {
    name,
    op: built.layer.op,
    bits: layerWeightSpec(recipe, name).bits,
    shape: weight.dims,
    channelAxis: weight.channelAxis,
    fp32: { start, width, counts: countInto(original, start, width, bins) },
    dequantized: { start, width, counts: countInto(stored, start, width, bins) },
    channelMin: min,
    channelMax: max,
    scales: built.result.weights?.scales.slice() ?? new Float32Array(),
    error: tensorError(original, stored),
  };
};
