/**
 * Where the weights of one output channel (a row of the layer's matrix) lie in a row-major tensor. Weight j of
 * row r of group g, with `j = channel·taps + tap`, is element
 * `g·groupStride + r·rowStride + channel·channelStride + tap`, and is multiplied with element `g·size + j` of
 * a patch (`PatchReader`), where `size = channels·taps`.
 */
export interface WeightRows {
  groups: number;
  /** Output channels of one group. */
  rows: number;
  /** Input channels of one group. */
  channels: number;
  /** Weights per input channel: the kernel's elements. */
  taps: number;
  groupStride: number;
  rowStride: number;
  channelStride: number;
}

/** Weights of one row. */
export function rowSize({ channels, taps }: WeightRows): number {
  return channels * taps;
}

/** Writes the elements of one row to `out`, in the order of a patch. */
export function rowElements(rows: WeightRows, group: number, row: number, out: Int32Array): void {
  let from = group * rows.groupStride + row * rows.rowStride;
  for (let channel = 0, j = 0; channel < rows.channels; channel++, from += rows.channelStride) {
    for (let tap = 0; tap < rows.taps; tap++, j++) out[j] = from + tap;
  }
}
