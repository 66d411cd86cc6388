import type { Recipe } from "#experiment/recipe.ts";
import type { Bits, Granularity, WeightSpec } from "#numerics/grid.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { LayerLevel } from "./mixed-recipe.ts";

/** Larger groups save next to nothing, and ONNX Runtime has a kernel for none of them. */
const LARGEST_GROUP = 256;
const SMALL_GROUP = 32;

/**
 * The ways to store one layer that a search tries, best first as a rule: FP32, FP16, 8 bits per channel and per
 * tensor, 4 bits. Weights are rounded to ranges of least squared error. Packed 4-bit codes come in groups where
 * activations are integers: the largest of a power of two that leaves two to a channel, and small ones. A product
 * of two activations has nothing to store.
 */
export function layerLevels({ weight }: QuantizableLayer, { mode, weights }: Recipe): LayerLevel[] {
  if (!weight) return ["fp32"];
  const { scheme } = weights;
  const level = (bits: Bits, granularity: Granularity): WeightSpec => ({
    bits,
    scheme,
    granularity,
    range: "mse",
  });
  const inputs = weight.dims.reduce(
    (size, dim, axis) => (axis === weight.channelAxis ? size : size * dim),
    1,
  );
  const largest = Math.min(LARGEST_GROUP, 2 ** Math.floor(Math.log2(Math.max(1, inputs - 1))));
  const groups = [...new Set([Math.min(SMALL_GROUP, largest), largest])].filter((size) => size >= 2);
  return [
    "fp32",
    "fp16",
    level(8, { kind: "channel" }),
    level(8, { kind: "tensor" }),
    ...groups.map((size) => level(4, { kind: "group", size })),
    ...(mode === "weight-only" ? [level(4, { kind: "channel" })] : []),
  ];
}
