import { LabError } from "#failures/lab-error.ts";
import type { RawPixels } from "../items.ts";

const HEADER_UNIT = 4;
const UNSIGNED_BYTE = 0x08;

/** An IDX file of unsigned bytes. */
export interface IdxArray {
  /** Sizes of the dimensions, the items first. */
  dims: number[];
  /** Row-major; a view into the file. */
  data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST and its kin: two zero bytes, the element type, the
 * number of dimensions, big-endian sizes, elements row by row (LeCun, Cortes, Burges: "The MNIST database").
 *
 * @throws LabError `data.invalid` (problem) for other element types, more than four dimensions, or a file that
 *   is shorter than its sizes say
 */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  const invalid = (problem: string) => new LabError("data.invalid", { name, problem });
  const rank = bytes[3];
  const start = HEADER_UNIT * (1 + rank);
  if (bytes.length < start || bytes[0] !== 0 || bytes[1] !== 0) throw invalid("it has no IDX header");
  if (bytes[2] !== UNSIGNED_BYTE) throw invalid("its elements are not unsigned bytes");
  if (rank < 1 || rank > 4) throw invalid(`it has ${rank} dimensions`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(HEADER_UNIT * (1 + i)));
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size > bytes.length - start) {
    throw invalid(`${dims.join("×")} elements are announced and ${bytes.length - start} are there`);
  }
  return { dims, data: bytes.subarray(start, start + size) };
}

/**
 * The images of an IDX array `[n, height, width]` (grey) or `[n, height, width, 3]`; null for other shapes.
 */
export function idxPictures({ dims, data }: IdxArray): RawPixels[] | null {
  const [count, height, width, channels = 1] = dims;
  if (dims.length < 3 || dims.length > 4 || (channels !== 1 && channels !== 3) || height * width === 0)
    return null;
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => ({
    data: data.subarray(i * size, (i + 1) * size),
    width,
    height,
    channels,
  }));
}
