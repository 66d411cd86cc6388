import type { Random } from "./random.ts";

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** Values at which parsers go wrong: none, all, the ends of the ranges of lengths and signs. */
const EXTREMES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const flipBit: Mutation = (bytes, random) => {
  const at = random.int(bytes.length);
  bytes[at] ^= 1 << random.int(8);
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  bytes[random.int(bytes.length)] = random.int(256);
  return bytes;
};

const swapBytes: Mutation = (bytes, random) => {
  const a = random.int(bytes.length);
  const b = random.int(bytes.length);
  [bytes[a], bytes[b]] = [bytes[b], bytes[a]];
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.int(bytes.length + 1));

/** A stretch of the file: short most often, so that what surrounds it stays readable. */
function stretch(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = random.int(bytes.length);
  const longest = random.int(4) === 0 ? bytes.length : 64;
  return [start, Math.min(start + 1 + random.int(longest), bytes.length)];
}

const duplicate: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  return join(bytes.subarray(0, end), bytes.subarray(start));
};

const remove: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const splice: Mutation = (bytes, random, other) => {
  const [start, end] = stretch(bytes, random);
  const [from, to] = stretch(other, random);
  return join(bytes.subarray(0, start), other.subarray(from, to), bytes.subarray(end));
};

const fill: Mutation = (bytes, random) => {
  const [start, end] = stretch(bytes, random);
  return bytes.fill(random.pick([0, 0xff, random.int(256)]), start, end);
};

/** An extreme number of one, two or four bytes, either way round, where a length or a count may be. */
const writeExtreme: Mutation = (bytes, random) => {
  const width = random.pick([1, 2, 4]);
  if (bytes.length < width) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = random.int(bytes.length - width + 1);
  const value = random.pick(EXTREMES);
  const littleEndian = random.int(2) === 0;
  if (width === 1) view.setUint8(at, value);
  else if (width === 2) view.setUint16(at, value, littleEndian);
  else view.setUint32(at, value, littleEndian);
  return bytes;
};

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  swapBytes,
  truncate,
  duplicate,
  remove,
  splice,
  fill,
  writeExtreme,
  writeExtreme,
];

/** A copy of a file with one to four things done to it that damage or malice may do; `other` is what is spliced in. */
export function mutateBytes(original: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let i = random.int(4); i >= 0 && bytes.length > 0; i--) {
    bytes = random.pick(MUTATIONS)(bytes, random, other);
  }
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
