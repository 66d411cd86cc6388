import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tensorError } from "./errors.ts";

import type { Bits } from "./recipe.ts";
import { textbookAsymmetric, textbookPerChannel, textbookSymmetric } from "./textbook.ts";

// Inputs and outputs of the page's own PyTorch code; arrays are base64 of little-endian elements.
interface Expected {
  q_i16: string;
  mse: number;
  maxAbsErr: number;
}
interface Case {
  name: string;
  shape: number[];
  bits: Bits;
  x_f32: string;
  symmetric: Expected & { scale: number };
  asymmetric: Expected & { scale: number; zeroPoint: number };
  perChannelSymmetric?: Expected & { scales_f32: string };
}

const file = new URL("./fixtures/textbook-formulas.json", import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(file, "utf8")).cases;

const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;
const floats = (base64: string) => new Float32Array(bytes(base64));
const ulpDistance = (a: number, b: number) => {
  const bits = new Int32Array(new Float32Array([a, b]).buffer);
  return Math.abs(bits[0] - bits[1]);
};

function expectMatch(x: Float32Array, got: { codes: Int16Array; values: Float32Array }, want: Expected) {
  expect(got.codes).toEqual(new Int16Array(bytes(want.q_i16)));
  const error = tensorError(x, got.values);
  expect(Math.abs(error.mse / want.mse - 1)).toBeLessThan(1e-6);
  expect(Math.abs(error.maxAbsError / want.maxAbsErr - 1)).toBeLessThan(1e-6);
}

test("the fixture holds all 30 cases, 10 of them per channel", () => {
  expect(cases).toHaveLength(30);
  expect(cases.filter((c) => c.perChannelSymmetric)).toHaveLength(10);
});

test.each(cases)("$name", ({ shape, bits, x_f32, ...want }) => {
  const x = floats(x_f32);

  const symmetric = textbookSymmetric(x, bits);
  expectMatch(x, symmetric, want.symmetric);
  expect(ulpDistance(symmetric.params.scale, want.symmetric.scale)).toBeLessThanOrEqual(1);

  const asymmetric = textbookAsymmetric(x, bits);
  expectMatch(x, asymmetric, want.asymmetric);
  expect(ulpDistance(asymmetric.params.scale, want.asymmetric.scale)).toBeLessThanOrEqual(1);
  expect(asymmetric.params.zeroPoint).toBe(want.asymmetric.zeroPoint);

  if (want.perChannelSymmetric) {
    const perChannel = textbookPerChannel(x, shape[0], bits);
    expectMatch(x, perChannel, want.perChannelSymmetric);
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
