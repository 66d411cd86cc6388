import type { WeightRows } from "#numerics/weights/weight-rows.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { weightRows } from "#onnx/layers/weight-layout.ts";
import type { Handler } from "../../context.ts";
import { storedWeights } from "./stored-weights.ts";

/**
 * Kernels of a convolution, in float and as the recipe stores them; weights that are not finite are returned
 * unchanged.
 */
export const layerKernels: Handler<"layer.kernels"> = async (
  { recipe, layer: name, first, count },
  { workspace },
) => {
  const { layer, original, stored, extremes } = storedWeights(workspace.model, recipe, name);
  const rows = weightRows(layer);
  const size = kernelSize(layer);
  if (!rows || !size) return null;
  const total = rows.groups * rows.rows;
  const from = Math.min(Math.max(first, 0), total);
  const until = Math.min(from + Math.max(count, 0), total);
  const channels = rows.channels === 3 ? 3 : 1;
  const { min, max } = extremes;
  return {
    first: from,
    count: until - from,
    total,
    channels,
    inputChannels: rows.channels,
    ...size,
    fp32: kernels(original, rows, channels, from, until),
    quantized: kernels(stored, rows, channels, from, until),
    largest: min <= max ? Math.max(-min, max) : 0,
  };
};

/** Null for a layer that is no convolution over one or two dimensions, or whose kernels are a single weight. */
function kernelSize({ op, weight }: QuantizableLayer): { height: number; width: number } | null {
  if (!weight || (op !== "Conv" && op !== "ConvTranspose")) return null;
  const spatial = weight.dims.slice(2);
  if (spatial.length > 2 || spatial.every((size) => size === 1)) return null;
  const [height, width] = spatial.length === 1 ? [1, spatial[0]] : spatial;
  return { height, width };
}

/** The first input channels of the output channels `[from, until)`, `[channel][height][width]` each. */
function kernels(
  values: Float32Array,
  { rows, taps, groupStride, rowStride, channelStride }: WeightRows,
  channels: number,
  from: number,
  until: number,
): Float32Array {
  const out = new Float32Array((until - from) * channels * taps);
  let at = 0;
  for (let output = from; output < until; output++) {
    const start = Math.floor(output / rows) * groupStride + (output % rows) * rowStride;
    for (let channel = 0; channel < channels; channel++, at += taps) {
      const tap = start + channel * channelStride;
      out.set(values.subarray(tap, tap + taps), at);
    }
  }
  return out;
}
