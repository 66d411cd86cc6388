import { elementCount, readFloats, tensorDims } from "../read/tensor.ts";
import type { TensorProto } from "../schema/onnx_pb.ts";

/** A constant that is added to a layer's output, with a value of its own for each output channel. */
export interface ChannelConstant {
  values: Float32Array;
  dims: number[];
  /** Element i belongs to channel `⌊i / inner⌋ mod channels`. */
  inner: number;
}

/**
 * Reads a constant that broadcasts to a layer's output (ONNX, "Broadcasting in ONNX": dimensions match from
 * the last), spelled out where it has one value for all channels.
 *
 * @param spatialRank dimensions of the output behind the channels
 * @returns null if it does not fit the channels
 */
export function channelConstant(
  tensor: TensorProto,
  channels: number,
  spatialRank: number,
): ChannelConstant | null {
  const stored = tensorDims(tensor);
  const missing = Math.max(0, spatialRank + 1 - stored.length);
  const dims = [...new Array<number>(missing).fill(1), ...stored];
  const axis = dims.length - 1 - spatialRank;
  const inner = dims.slice(axis + 1).reduce((product, size) => product * size, 1);
  if (dims[axis] === channels) return { values: readFloats(tensor), dims, inner };
  if (dims[axis] !== 1) return null;
  const one = readFloats(tensor);
  const values = new Float32Array(elementCount(tensor) * channels);
  for (let i = 0; i < values.length; i++) {
    values[i] = one[Math.floor(i / (inner * channels)) * inner + (i % inner)];
  }
  return { values, dims: dims.with(axis, channels), inner };
}

/** Calls `change(value, channel)` for every element and stores what it returns, rounded to float32. */
export function mapChannels(
  { values, inner }: ChannelConstant,
  channels: number,
  change: (value: number, channel: number) => number,
): Float32Array {
  return values.map((value, i) => change(value, Math.floor(i / inner) % channels));
}
