import { LabError } from "#failures/lab-error.ts";
import { halvesToFloats } from "#numerics/floats/half.ts";

/** A NumPy array of numbers. */
export interface NpyArray {
  dims: number[];
  /** Row-major. Integers of 8 bits stay as they are; everything else becomes float32 (rounded to nearest). */
  data: Uint8Array | Float32Array;
}

const MAGIC_BYTES = 6;
const MAX_RANK = 8;
/** Headers of plain arrays have about a hundred bytes. */
const MAX_HEADER_BYTES = 2 ** 16;

type Read = (view: DataView, at: number, little: boolean) => number;

/** Element types by NumPy's type string without its byte order. */
const ELEMENTS: Readonly<Record<string, { bytes: number; read: Read }>> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: halfAt },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

const halfBits = new Uint16Array(1);
const halfValue = new Float32Array(1);

function halfAt(view: DataView, at: number, little: boolean): number {
  halfBits[0] = view.getUint16(at, little);
  halvesToFloats(halfBits, halfValue);
  return halfValue[0];
}

/**
 * Reads a NumPy array file (NEP 1, format versions 1 to 3): booleans, integers and floats of either byte order,
 * row-major or, for one dimension, either. Complex numbers, objects and structures are refused.
 *
 * @throws LabError `data.invalid` (problem) for those, for a damaged header and for a file that is too short
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const invalid = (problem: string) => new LabError("data.invalid", { name, problem });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[MAGIC_BYTES] >= 2;
  const start = MAGIC_BYTES + 2 + (wide ? 4 : 2);
  if (bytes.length < start) throw invalid("it ends within its header");
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > MAX_HEADER_BYTES) throw invalid(`its header is announced with ${length} bytes`);
  if (start + length > bytes.length) throw invalid("it ends within its header");
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const type = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header);
  const fortran = /'fortran_order'\s*:\s*True/.test(header);
  const element = type && ELEMENTS[type[2]];
  if (!type || !element)
    throw invalid(`its element type is not one the lab reads${type ? ` (${type[2]})` : ""}`);
  if (!shape) throw invalid("its header gives no shape");
  const dims = shape[1]
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  if (fortran && dims.length > 1) throw invalid("it is stored column by column (Fortran order)");
  if (dims.length > MAX_RANK) throw invalid(`it has ${dims.length} dimensions`);
  const count = dims.reduce((product, dim) => product * dim, 1);
  const body = start + length;
  if (!Number.isSafeInteger(count) || count * element.bytes > bytes.length - body) {
    throw invalid(`${dims.join("×")} elements are announced, more than the file holds`);
  }
  if (type[2] === "u1" || type[2] === "b1") return { dims, data: bytes.subarray(body, body + count) };
  const little = type[1] !== ">";
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = element.read(view, body + i * element.bytes, little);
  return { dims, data };
}
