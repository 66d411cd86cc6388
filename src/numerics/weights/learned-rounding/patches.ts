/**
 * The vectors that the weights of a linear layer are multiplied with, one per output position: a convolution's
 * patches ("im2col"), or the rows of a matrix.
 */
export interface PatchReader {
  /** Elements of one patch, over all groups: a group's elements are consecutive. */
  readonly size: number;
  /** Patches in the whole tensor, those of the first batch item first. */
  readonly count: number;
  /** Writes patch `index` of the layer's input to `out[at..at + size)`. */
  read(values: Float32Array, index: number, out: Float32Array, at: number): void;
}

/**
 * The rows of a matrix `[count, size]`, as MatMul and Gemm multiply them; its columns, `[size, count]`, where
 * `transposed` (Gemm's transA).
 */
export function rowPatches(count: number, size: number, transposed: boolean): PatchReader {
  const [start, step] = transposed ? [1, count] : [size, 1];
  return {
    size,
    count,
    read(values, index, out, at) {
      for (let j = 0, from = index * start; j < size; j++, from += step) out[at + j] = values[from];
    },
  };
}

/** Sizes of a convolution over any number of spatial axes, which every list is ordered by. */
export interface ConvGeometry {
  batch: number;
  /** Input channels, of all groups together. */
  channels: number;
  input: readonly number[];
  output: readonly number[];
  kernel: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  /** Elements padded (for a transposed convolution: cut off) before the first. */
  padsBegin: readonly number[];
  /** ConvTranspose: the strides spread the input out. */
  transposed: boolean;
}

/**
 * The patches of a convolution over `[batch, channels, …input]`, one per output position in row-major order:
 * `[channel][tap]`, taps in the kernel's row-major order, 0 where a tap falls into the padding or, in a
 * transposed convolution, between the input's elements (ONNX operators Conv and ConvTranspose).
 */
export function convPatches(geometry: ConvGeometry): PatchReader {
  const { batch, channels, input, output, kernel } = geometry;
  const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);
  const [pixels, positions, taps] = [product(input), product(output), product(kernel)];
  const offsets = tapOffsets(geometry);
  return {
    size: channels * taps,
    count: batch * positions,
    read(values, index, out, at) {
      const position = index % positions;
      const picture = ((index - position) / positions) * channels * pixels;
      const first = position * taps;
      for (let c = 0, from = picture, to = at; c < channels; c++, from += pixels) {
        for (let t = first; t < first + taps; t++, to++) {
          const offset = offsets[t];
          out[to] = offset < 0 ? 0 : values[from + offset];
        }
      }
    },
  };
}

/** Pixel that each tap reads at each output position, `[positions][taps]`; −1 for none. */
function tapOffsets({
  input,
  output,
  kernel,
  strides,
  dilations,
  padsBegin,
  transposed,
}: ConvGeometry): Int32Array {
  // Built up axis by axis: [positions so far][taps so far] → pixel so far.
  let offsets = Int32Array.of(0);
  let taps = 1;
  for (let axis = 0; axis < input.length; axis++) {
    const [size, out, width, stride] = [input[axis], output[axis], kernel[axis], strides[axis]];
    const positions = offsets.length / taps;
    const next = new Int32Array(offsets.length * out * width);
    for (let p = 0, to = 0; p < positions; p++) {
      for (let o = 0; o < out; o++) {
        for (let t = 0; t < taps; t++) {
          for (let k = 0; k < width; k++, to++) {
            const reach = k * dilations[axis];
            const at = transposed
              ? (o + padsBegin[axis] - reach) / stride
              : o * stride - padsBegin[axis] + reach;
            const before = offsets[p * taps + t];
            const inside = before >= 0 && at >= 0 && at < size && Number.isInteger(at);
            next[to] = inside ? before * size + at : -1;
          }
        }
      }
    }
    offsets = next;
    taps *= width;
  }
  return offsets;
}
