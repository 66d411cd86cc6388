import { tensorError } from "#core/errors.ts";
import { LabError } from "#core/lab-error.ts";
import { channelRanges, dequantizeWeights } from "#core/weights.ts";
import { constantOf } from "#onnx/graph.ts";
import { readFloats } from "#onnx/read/tensor.ts";
import { ensureBuild } from "../build.ts";
import type { Handler } from "../context.ts";

/** Counts over `bins` equal bins from `start` on; what lies beyond the last edge by rounding goes into the last bin. */
function countInto(values: Float32Array, start: number, width: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
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
  const build = await ensureBuild(model, data, recipe, signal);
  const built = build.layers.find(({ layer }) => layer.name === name);
  const weight = built?.layer.weight;
  const constant = weight && constantOf(model.plan.view, weight.tensor);
  if (!built || !weight || !constant) throw new LabError("recipe.unknown-layer", { layer: name });
  const { dims, channelAxis } = weight;
  const original = readFloats(constant);
  const quantized = built.result.weights;
  const dequantized = quantized ? dequantizeWeights(quantized, dims) : original;
  const { min, max } = channelRanges(original, dims, channelAxis);
  const low = min.reduce((a, b) => Math.min(a, b));
  const high = max.reduce((a, b) => Math.max(a, b));
  const start = low < high ? low : low - 0.5;
  const width = (low < high ? high - low : 1) / bins;
  return {
    name,
    op: built.layer.op,
    bits: recipe.layers[name]?.weights?.bits ?? recipe.weights.bits,
    shape: dims,
    channelAxis,
    fp32: { start, width, counts: countInto(original, start, width, bins) },
    dequantized: { start, width, counts: countInto(dequantized, start, width, bins) },
    channelMin: min,
    channelMax: max,
    scales: quantized?.scales.slice() ?? new Float32Array(),
    error: tensorError(original, dequantized),
  };
};
