import { describe, expect, it } from "vitest";
import { floatsToHalves, halvesToFloats } from "./half.ts";

const ALL = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

function floats(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  halvesToFloats(bits, out);
  return out;
}

function halves(values: ArrayLike<number>): { bits: Uint16Array; overflowed: number } {
  const bits = new Uint16Array(values.length);
  return { overflowed: floatsToHalves(Float32Array.from(values), bits), bits };
}

/** The definition of binary16, IEEE 754-2019, section 3.4, in float64. */
function definedValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

describe("every half", () => {
  it("has the value that the format defines", () => {
    const values = floats(ALL);
    expect(ALL.findIndex((bits) => !Object.is(values[bits], definedValue(bits)))).toBe(-1);
  });

  it("comes back as it was; a signalling NaN comes back quiet", () => {
    const { bits, overflowed } = halves(floats(ALL));
    const quiet = (half: number) => ((half & 0x7fff) > 0x7c00 ? half | 0x200 : half);
    expect(ALL.findIndex((half) => bits[half] !== quiet(half))).toBe(-1);
    expect(overflowed).toBe(0);
  });
});

describe("rounding", () => {
  /** The float32 values next to a positive one. */
  function neighbours(value: number): [below: number, above: number] {
    const word = new Uint32Array(Float32Array.of(value).buffer)[0];
    const [below, above] = new Float32Array(Uint32Array.of(word - 1, word + 1).buffer);
    return [below, above];
  }

  it("goes to the nearer half, and to the even one from the middle, between all finite neighbours", () => {
    const low = ALL.filter((bits) => bits < 0x7c00);
    const middles = Array.from(low, (bits) => {
      const upper = bits === 0x7bff ? 2 ** 16 : definedValue(bits + 1);
      return (definedValue(bits) + upper) / 2;
    });
    const even = halves(middles).bits;
    const below = halves(middles.map((value) => neighbours(value)[0])).bits;
    const above = halves(middles.map((value) => neighbours(value)[1])).bits;
    const wrong = low.filter(
      (bits) => even[bits] !== bits + (bits & 1) || below[bits] !== bits || above[bits] !== bits + 1,
    );
    expect([...wrong]).toEqual([]);
    expect(halves(middles.map((value) => -value)).bits).toEqual(even.map((bits) => bits | 0x8000));
  });

  it.each([
    [1 / 3, 0x3555],
    [-2.5, 0xc100],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519.996, 0x7bff],
    [2 ** -25, 0x0000],
    [3 * 2 ** -26, 0x0001],
    [2 ** -149, 0x0000],
    [-0, 0x8000],
  ])("%f is %i", (value, bits) => {
    expect(halves([value])).toEqual({ bits: Uint16Array.of(bits), overflowed: 0 });
  });

  it("counts finite values that become infinite, not infinities and NaN", () => {
    const { bits, overflowed } = halves([65520, -1e9, Number.POSITIVE_INFINITY, Number.NaN, 3.4e38, 1]);
    expect(overflowed).toBe(3);
    expect([...bits]).toEqual([0x7c00, 0xfc00, 0x7c00, 0x7e00, 0x7c00, 0x3c00]);
  });

  it("reads and writes parts of larger buffers", () => {
    const values = Float32Array.of(9, 1, 2, 9);
    const bits = new Uint16Array(4);
    floatsToHalves(values.subarray(1, 3), bits.subarray(1));
    expect([...bits]).toEqual([0, 0x3c00, 0x4000, 0]);
    halvesToFloats(bits.subarray(1, 3), values.subarray(2));
    expect([...values]).toEqual([9, 1, 1, 2]);
  });
});
