import { expect, test } from "vitest";
import { expectTextbook, floats, TEXTBOOK_CASES } from "./fixtures/textbook-cases.ts";
import { textbookAsymmetric, textbookPerChannel, textbookSymmetric } from "./textbook.ts";

const ulpDistance = (a: number, b: number) => {
  const bits = new Int32Array(new Float32Array([a, b]).buffer);
  return Math.abs(bits[0] - bits[1]);
};

test("the fixture holds all 30 cases, 10 of them per channel", () => {
  expect(TEXTBOOK_CASES).toHaveLength(30);
  expect(TEXTBOOK_CASES.filter((c) => c.perChannelSymmetric)).toHaveLength(10);
});

test.each(TEXTBOOK_CASES)("$name", ({ shape, bits, x_f32, ...want }) => {
  const x = floats(x_f32);

  const symmetric = textbookSymmetric(x, bits);
  expectTextbook(x, symmetric, want.symmetric);
  expect(ulpDistance(symmetric.params.scale, want.symmetric.scale)).toBeLessThanOrEqual(1);

  const asymmetric = textbookAsymmetric(x, bits);
  expectTextbook(x, asymmetric, want.asymmetric);
  expect(ulpDistance(asymmetric.params.scale, want.asymmetric.scale)).toBeLessThanOrEqual(1);
  expect(asymmetric.params.zeroPoint).toBe(want.asymmetric.zeroPoint);

  if (want.perChannelSymmetric) {
    const perChannel = textbookPerChannel(x, shape[0], bits);
    expectTextbook(x, perChannel, want.perChannelSymmetric);
    const scales = floats(want.perChannelSymmetric.scales_f32);
    expect(perChannel.scales).toHaveLength(scales.length);
    scales.forEach((scale, c) => {
      expect(ulpDistance(perChannel.scales[c], scale)).toBeLessThanOrEqual(1);
    });
  }
});

test("zeros and constants keep a usable scale; NaN is refused", () => {
  expect(textbookSymmetric(new Float32Array(3), 8).params.scale).toBe(1);
  expect(textbookAsymmetric(new Float32Array([5, 5]), 8).params.scale).toBe(1);
  expect(() => textbookSymmetric(new Float32Array([1, Number.NaN]), 8)).toThrow("calibration.non-finite");
  expect(() => textbookAsymmetric(new Float32Array([1, Infinity]), 8)).toThrow("calibration.non-finite");
});
