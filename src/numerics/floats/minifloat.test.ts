import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { floatsToHalves, halvesToFloats } from "./half.ts";
import {
  BFLOAT16,
  FLOAT8_E4M3,
  FLOAT8_E5M2,
  FLOAT16,
  type Minifloat,
  minifloatLevels,
  roundToMinifloat,
} from "./minifloat.ts";

function rounded(values: number[], format: Minifloat, factor = 1): number[] {
  const out = new Float32Array(values.length);
  roundToMinifloat(Float32Array.from(values), format, factor, out);
  return [...out];
}

/** float32 values of every size: random words. */
function anyFloats(count: number, seed: number): Float32Array {
  const random = splitmix32(seed);
  const words = Uint32Array.from({ length: count }, () => random());
  return new Float32Array(words.buffer).filter(Number.isFinite);
}

test("half precision is that of the 16 bits", () => {
  const values = anyFloats(20_000, 1).map((x) => x % 60_000);
  const bits = new Uint16Array(values.length);
  floatsToHalves(values, bits);
  const expected = new Float32Array(values.length);
  halvesToFloats(bits, expected);
  const out = new Float32Array(values.length);
  roundToMinifloat(values, FLOAT16, 1, out);
  expect(out).toEqual(expected.map((value) => value + 0));
});

test("bfloat16 is the upper half of a float32, rounded to even", () => {
  const values = anyFloats(20_000, 2).filter((x) => Math.abs(x) < 3e38 && Math.abs(x) > 1e-37);
  const words = new Uint32Array(values.buffer);
  const expected = new Float32Array(values.length);
  new Uint32Array(expected.buffer).set(
    words.map((word) => (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000),
  );
  const out = new Float32Array(values.length);
  roundToMinifloat(values, BFLOAT16, 1, out);
  expect(out).toEqual(expected);
});

test.each([
  ["E4M3", FLOAT8_E4M3, 127, 2 ** -9],
  ["E5M2", FLOAT8_E5M2, 124, 2 ** -16],
])("%s has the values of its table, and each rounds to itself", (_, format, count, smallest) => {
  const levels = [...minifloatLevels(format)];
  expect(levels).toHaveLength(count);
  expect([levels[0], levels[1], levels[levels.length - 1]]).toEqual([0, smallest, format.max]);
  expect(rounded(levels, format)).toEqual(levels);
  const middles = levels.slice(1).map((level, i) => (level + levels[i]) / 2);
  // Halfway between two values goes to the one whose last bit is zero, which is every other one.
  expect(rounded(middles, format)).toEqual(middles.map((_, i) => levels[i % 2 === 0 ? i : i + 1]));
});

test("saturates, keeps signs and NaN, and scales", () => {
  expect(rounded([1e9, -1e9, Number.NaN, -1.06], FLOAT8_E4M3)).toEqual([448, -448, Number.NaN, -1]);
  // 0.3·1000 = 300 lies between 288 and 320.
  expect(rounded([0.3], FLOAT8_E4M3, 1000)).toEqual([Math.fround(0.288)]);
});
