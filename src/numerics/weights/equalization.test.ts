import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalizationFactors, inputRanges, type LayerMagnitudes, outputRanges } from "./equalization.ts";

const layer = (outputs: number, inputs: number, values: number[], groups = 1): LayerMagnitudes => ({
  outputs,
  inputs,
  groups,
  values: Float32Array.from(values),
});

describe("equalizationFactors", () => {
  it("makes both ranges of a channel their geometric mean", () => {
    const first = layer(2, 1, [4, 1]);
    const second = layer(1, 2, [1, 4]);
    const [factors] = equalizationFactors([first, second], [{ first: 0, second: 1 }]);
    expect([...factors]).toEqual([2, 0.5]);
    expect([...outputRanges(first, null)].map((range, i) => range / factors[i])).toEqual([2, 2]);
    expect([...inputRanges(second, null)].map((range, i) => range * factors[i])).toEqual([2, 2]);
  });

  it("settles a depthwise layer between two others so that both pairs are equal", () => {
    const layers = [layer(2, 1, [8, 1]), layer(2, 2, [1, 16], 2), layer(1, 2, [2, 2])];
    const pairs = [
      { first: 0, second: 1 },
      { first: 1, second: 2 },
    ];
    const [outer, inner] = equalizationFactors(layers, pairs);
    // Three ranges whose product is a·b·c become its cube root each: 16 and 32 here.
    [Math.cbrt(16), Math.cbrt(32)].forEach((range, i) => {
      expect(layers[0].values[i] / outer[i]).toBeCloseTo(range, 2);
      expect((layers[1].values[i] * outer[i]) / inner[i]).toBeCloseTo(range, 2);
      expect(layers[2].values[i] * inner[i]).toBeCloseTo(range, 2);
    });
  });

  it("leaves channels that are zero, dead or not finite on either side", () => {
    const first = layer(5, 1, [1, 0, 2, 1e-12, Infinity]);
    const second = layer(1, 5, [4, 1, 0, 1, 1]);
    const [factors] = equalizationFactors([first, second], [{ first: 0, second: 1 }]);
    expect([...factors]).toEqual([0.5, 1, 1, 1, 1]);
  });

  it("leaves a channel its range where its bias would stand out, and equalizes the others", () => {
    const first = layer(4, 1, [1, 1e-6, 4, 0.5]);
    const second = layer(1, 4, [1, 1, 1, 2]);
    const pair = { first: 0, second: 1 };
    const [plain] = equalizationFactors([first, second], [pair]);
    const [factors] = equalizationFactors(
      [first, second],
      [{ ...pair, biases: Float64Array.of(1, 5, 2, 1) }],
    );
    expect([factors[0], factors[2], factors[3]]).toEqual([plain[0], plain[2], plain[3]]);
    expect(plain[1]).toBeCloseTo(1e-3, 9);
    // The largest weight is 2 after equalization, and twice that is an ordinary bias.
    expect(factors[1]).toBeCloseTo(5 / 4, 9);
  });

  it("holds back a channel without weights, but never scales one down beside the others", () => {
    const first = layer(3, 1, [100, 50, 0]);
    const second = layer(1, 3, [0.01, 0.02, 1]);
    const pair = { first: 0, second: 1, biases: Float64Array.of(1, 1, 1e6) };
    const [factors] = equalizationFactors([first, second], [pair]);
    // All weights become about 1, a hundredth: so does a bias that is too large in any case.
    expect(factors[2]).toBeCloseTo(100, 4);
  });

  it.each([
    ["no bias", [0, 0]],
    ["an infinite bias", [Infinity, 1]],
    ["a bias that is not a number", [Number.NaN, 1]],
  ])("does as without biases where there is %s", (_, biases) => {
    const layers = [layer(2, 1, [4, 1]), layer(1, 2, [1, 4])];
    const pair = { first: 0, second: 1 };
    const [factors] = equalizationFactors(layers, [{ ...pair, biases: Float64Array.from(biases) }]);
    expect([...factors]).toEqual([2, 0.5]);
  });

  it("does not depend on how uneven the channels were made beforehand", () => {
    const magnitude = fc.double({ min: 0.1, max: 10, noNaN: true });
    const grid = fc.array(magnitude, { minLength: 12, maxLength: 12 });
    const uneven = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(grid, grid, uneven, (a, b, powers) => {
        const first = layer(4, 3, a);
        const second = layer(3, 4, b);
        const [expected] = equalizationFactors([first, second], [{ first: 0, second: 1 }]);
        first.values.forEach((value, i) => {
          first.values[i] = value * 2 ** powers[Math.floor(i / 3)];
        });
        second.values.forEach((value, i) => {
          second.values[i] = value / 2 ** powers[i % 4];
        });
        const [factors] = equalizationFactors([first, second], [{ first: 0, second: 1 }]);
        factors.forEach((factor, i) => {
          expect(factor / 2 ** powers[i]).toBeCloseTo(expected[i], 6);
        });
      }),
    );
  });
});

describe("ranges", () => {
  it("follow the groups of a convolution", () => {
    // Two groups of two outputs and one input each, then of one output and two inputs each.
    const tall = layer(4, 2, [1, 2, 3, 4], 2);
    expect([...inputRanges(tall, Float64Array.of(1, 0.5, 1, 4))]).toEqual([4, 3]);
    const wide = layer(2, 4, [1, 2, 3, 4], 2);
    expect([...outputRanges(wide, Float64Array.of(1, 3, 1, 0.5))]).toEqual([6, 3]);
  });
});
