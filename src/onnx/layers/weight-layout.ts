import { convPatches, type PatchReader, rowPatches } from "#numerics/weights/learned-rounding/patches.ts";
import type { WeightRows } from "#numerics/weights/weight-rows.ts";
import { convGeometry } from "../infer/conv-geometry.ts";
import { intAttr } from "../model/graph/attributes.ts";
import type { QuantizableLayer } from "./layers.ts";

/**
 * Where the channels of a constant weight lie: `[outer, rows, columns, inner]`, row-major. Rows are output
 * channels and columns the input channels of their group, or the other way round.
 */
export interface WeightLayout {
  outer: number;
  rows: number;
  columns: number;
  inner: number;
  groups: number;
  rowsAreOutputs: boolean;
  outputs: number;
  inputs: number;
  /** Dimensions behind the channels in what the layer reads and computes; 0 where channels come last. */
  spatialRank: number;
}

/**
 * Layout of a layer's weight: Conv `[outC, inC/group, …kernel]`, ConvTranspose `[inC, outC/group, …kernel]`,
 * Gemm `[out, in]` if it transposes B, else `[in, out]`, MatMul `[…, in, out]`; null for a product of two
 * activations.
 */
export function weightLayout({ op, node, weight }: QuantizableLayer): WeightLayout | null {
  if (!weight) return null;
  const { dims } = weight;
  const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);
  const isConv = op === "Conv" || op === "ConvTranspose";
  const groups = isConv ? intAttr(node.proto, "group", 1) : 1;
  const rowsAreOutputs = op === "Conv" || (op === "Gemm" && intAttr(node.proto, "transB", 0) !== 0);
  const [rows, columns] = isConv ? dims : dims.slice(-2);
  return {
    outer: isConv ? 1 : product(dims.slice(0, -2)),
    rows,
    columns,
    inner: isConv ? product(dims.slice(2)) : 1,
    groups,
    rowsAreOutputs,
    spatialRank: isConv ? dims.length - 2 : 0,
    outputs: rowsAreOutputs ? rows : columns * groups,
    inputs: rowsAreOutputs ? columns * groups : rows,
  };
}

/** Calls `visit` for every run of elements `[start, end)` between one output and one input channel, in memory order. */
export function forEachKernel(
  { outer, rows, columns, inner, groups, rowsAreOutputs }: WeightLayout,
  visit: (output: number, input: number, start: number, end: number) => void,
): void {
  const rowsPerGroup = rows / groups;
  let start = 0;
  for (let o = 0; o < outer; o++) {
    for (let row = 0; row < rows; row++) {
      const firstColumn = Math.floor(row / rowsPerGroup) * columns;
      for (let column = firstColumn; column < firstColumn + columns; column++) {
        if (rowsAreOutputs) visit(row, column, start, start + inner);
        else visit(column, row, start, start + inner);
        start += inner;
      }
    }
  }
}

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
