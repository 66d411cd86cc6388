import type { ScaleLayout } from "#numerics/weights/scale-layout.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";

/** Grouped codes as DequantizeLinear takes them: a matrix, and scales of as many dimensions or one. */
export interface CodeMatrix extends Pick<QuantizedTensor, "codes" | "scales" | "zeroPoints"> {
  dims: [number, number];
  scaleDims: number[];
  attributes: { axis: number; block_size?: number };
}

/**
 * `[inputs, channels]`, blocks along the inputs, scales `[groups, channels]`: the order in which MatMul and a
 * Gemm that does not transpose store their weights. For a layout whose channels are innermost.
 */
export function inputMajorBlocks(
  { codes, scales, zeroPoints }: QuantizedTensor,
  { outer, channels, groupSize, groupsPerChannel }: ScaleLayout,
): CodeMatrix {
  const order = (i: number) => (i % channels) * groupsPerChannel + Math.floor(i / channels);
  return {
    dims: [outer, channels],
    codes,
    scaleDims: [groupsPerChannel, channels],
    scales: scales.map((_, i) => scales[order(i)]),
    zeroPoints: zeroPoints.map((_, i) => zeroPoints[order(i)]),
    attributes: { axis: 0, block_size: groupSize },
  };
}

/** `[channels, inputs]`, blocks along the inputs, scales `[channels, groups]`. */
export function channelMajorBlocks(quantized: QuantizedTensor, layout: ScaleLayout): CodeMatrix {
  const { outer, channels, inner, groupSize, groupsPerChannel } = layout;
  return {
    ...quantized,
    dims: [channels, outer * inner],
    codes: channelMajor(quantized.codes, layout, outer * inner),
    scaleDims: [channels, groupsPerChannel],
    attributes: { axis: 1, block_size: groupSize },
  };
}

/** `[channels · groups, group size]`, one scale a row; a short last group is filled up with zeros. */
export function groupRows(quantized: QuantizedTensor, layout: ScaleLayout): CodeMatrix {
  const { groupSize, groupsPerChannel, scaleCount } = layout;
  return {
    ...quantized,
    dims: [scaleCount, groupSize],
    codes: channelMajor(quantized.codes, layout, groupsPerChannel * groupSize),
    scaleDims: [scaleCount],
    attributes: { axis: 0 },
  };
}

/** Codes with the channel axis in front; each channel starts `stride` elements after the one before. */
function channelMajor(
  codes: QuantizedTensor["codes"],
  { outer, channels, inner }: ScaleLayout,
  stride: number,
): QuantizedTensor["codes"] {
  if (outer === 1 && stride === inner) return codes;
  const moved =
    codes instanceof Int8Array ? new Int8Array(channels * stride) : new Uint8Array(channels * stride);
  let from = 0;
  for (let o = 0; o < outer; o++) {
    for (let channel = 0; channel < channels; channel++) {
      const to = channel * stride + o * inner;
      for (let k = 0; k < inner; k++) moved[to + k] = codes[from++];
    }
  }
  return moved;
}
