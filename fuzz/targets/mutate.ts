import { splitmix32 } from "#core/sampling.ts";

/** A source of choices, the same for the same seed. */
export type Choose = (below: number) => number;

export function chooser(seed: number): Choose {
  const random = splitmix32(seed);
  return (below) => Math.floor((random() / 2 ** 32) * below);
}

/** Sizes and counts at which parsers go wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const DIGITS = "0123456789";

type Mutation = (bytes: Uint8Array, choose: Choose, others: readonly Uint8Array[]) => Uint8Array;

const flipBit: Mutation = (bytes, choose) => {
  bytes[choose(bytes.length)] ^= 1 << choose(8);
  return bytes;
};

const setByte: Mutation = (bytes, choose) => {
  bytes[choose(bytes.length)] = choose(256);
  return bytes;
};

const setEdge: Mutation = (bytes, choose) => {
  const width = [1, 2, 4][choose(3)];
  if (bytes.length < width) return bytes;
  const at = choose(bytes.length - width + 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, width);
  const value = EDGES[choose(EDGES.length)];
  const little = choose(2) === 1;
  if (width === 1) view.setUint8(0, value);
  else if (width === 2) view.setUint16(0, value, little);
  else view.setUint32(0, value, little);
  return bytes;
};

const cutShort: Mutation = (bytes, choose) => bytes.slice(0, choose(bytes.length));

const leaveOut: Mutation = (bytes, choose) => {
  const from = choose(bytes.length);
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + choose(64)));
};

const repeat: Mutation = (bytes, choose) => {
  const from = choose(bytes.length);
  const to = Math.min(bytes.length, from + 1 + choose(64));
  return joined(
    bytes.subarray(0, to),
    ...Array.from({ length: 1 + choose(8) }, () => bytes.subarray(from, to)),
    bytes.subarray(to),
  );
};

const splice: Mutation = (bytes, choose, others) => {
  const other = others[choose(others.length)];
  return joined(bytes.subarray(0, choose(bytes.length)), other.subarray(choose(other.length)));
};

/** Makes a number that is written out longer: sizes in text headers. */
const lengthenNumber: Mutation = (bytes, choose) => {
  const at = bytes.findIndex((byte, i) => i >= choose(bytes.length) && byte >= 48 && byte <= 57);
  if (at < 0) return bytes;
  const digits = Array.from({ length: 1 + choose(20) }, () => DIGITS.charCodeAt(choose(10)));
  return joined(bytes.subarray(0, at), Uint8Array.from(digits), bytes.subarray(at));
};

const MUTATIONS = [
  flipBit,
  flipBit,
  setByte,
  setEdge,
  setEdge,
  cutShort,
  leaveOut,
  repeat,
  splice,
  lengthenNumber,
];

function joined(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A copy of one of the seeds with one to six mutations, most often one. */
export function mutated(seeds: readonly Uint8Array[], choose: Choose): Uint8Array<ArrayBuffer> {
  let bytes = seeds[choose(seeds.length)].slice();
  const times = 1 + choose(2) * choose(6);
  for (let i = 0; i < times && bytes.length > 0; i++) {
    bytes = MUTATIONS[choose(MUTATIONS.length)](bytes, choose, seeds).slice();
  }
  return bytes.slice();
}
