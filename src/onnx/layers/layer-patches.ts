import { convPatches, type PatchReader, rowPatches } from "#numerics/weights/learned-rounding/patches.ts";
import type { WeightRows } from "#numerics/weights/weight-rows.ts";
import { convGeometry } from "../infer/conv-geometry.ts";
import { intAttr } from "../model/graph/attributes.ts";
import type { QuantizableLayer } from "./layers.ts";
import { weightLayout } from "./weight-layout.ts";

/**
 * How the weight of a layer multiplies its patches: one row per output channel.
 *
 * @returns null for a product of two activations and for a MatMul with a stack of matrices
 */
export function weightRows(layer: QuantizableLayer): WeightRows | null {
  const layout = weightLayout(layer);
  if (layout?.outer !== 1) return null;
  const { groups, columns, inner: taps, rowsAreOutputs } = layout;
  const perGroup = layout.rows / groups;
  const line = columns * taps;
  const shared = { groups, taps, groupStride: perGroup * line };
  return rowsAreOutputs
    ? { ...shared, rows: perGroup, channels: columns, rowStride: line, channelStride: taps }
    : { ...shared, rows: columns, channels: perGroup, rowStride: taps, channelStride: line };
}

/**
 * Reads the patches of a layer's first input where it has `inputDims`: what `weightRows` multiplies, in the
 * order of the output's positions.
 */
export function layerPatches(
  { op, node, weight }: QuantizableLayer,
  inputDims: readonly number[],
): PatchReader {
  if (op === "Conv" || op === "ConvTranspose") {
    return convPatches(convGeometry(node.proto, inputDims, weight?.dims ?? []));
  }
  const elements = inputDims.reduce((product, dim) => product * dim, 1);
  const transposed = op === "Gemm" && intAttr(node.proto, "transA", 0) !== 0;
  const size = transposed ? inputDims[0] : inputDims[inputDims.length - 1];
  return rowPatches(elements / size, size, transposed);
}
