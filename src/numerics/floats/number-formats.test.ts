import { expect, test } from "vitest";
import { normal } from "#statistics/distributions.ts";
import { tensorError } from "../errors/errors.ts";
import { textbookSymmetric } from "../textbook.ts";
import { formatLevels, formatRoundTrip, NUMBER_FORMATS } from "./number-formats.ts";

const x = normal(4096, 1).map((value) => value * 0.5);

test.each([8, 4, 2] as const)("INT%d is the textbook's symmetric quantizer", (bits) => {
  const { values, params } = textbookSymmetric(x, bits);
  const got = formatRoundTrip(x, `int${bits}`);
  expect(got.values).toEqual(values);
  expect(got.scale).toBe(params.scale);
});

test("every value comes back as the nearest level", () => {
  for (const { id: format } of NUMBER_FORMATS) {
    const { values, scale } = formatRoundTrip(x, format);
    const levels = formatLevels(format, scale);
    if (!levels) continue;
    for (let i = 0; i < 300; i++) {
      const distances = levels.map((level) => Math.abs(level - x[i]));
      expect(Math.abs(values[i] - x[i])).toBeCloseTo(Math.min(...distances), 6);
    }
  }
});

test("normal values: more bits err less, and NF4 less than INT4", () => {
  const mse = Object.fromEntries(
    NUMBER_FORMATS.map(({ id: format }) => [format, tensorError(x, formatRoundTrip(x, format).values).mse]),
  );
  expect(mse.fp16).toBeLessThan(mse.bf16);
  expect(mse.bf16).toBeLessThan(mse.int8);
  expect(mse.int8).toBeLessThan(mse["fp8-e4m3"]);
  expect(mse["fp8-e4m3"]).toBeLessThan(mse["fp8-e5m2"]);
  expect(mse.nf4).toBeLessThan(mse.int4);
  expect(mse.int4).toBeLessThan(mse.int2);
});

test("one outlier a thousand times as large: FP8 keeps the small values, INT8 loses them", () => {
  const spread = Float32Array.from([...x, 2000]);
  const small = (format: "int8" | "fp8-e4m3") =>
    tensorError(x, formatRoundTrip(spread, format).values.subarray(0, x.length)).sqnrDb;
  expect(small("int8")).toBeLessThan(1);
  expect(small("fp8-e4m3")).toBeGreaterThan(20);
});

test("zeros stay zeros in every format", () => {
  for (const { id: format } of NUMBER_FORMATS) {
    const { values, scale } = formatRoundTrip(new Float32Array(4), format);
    expect([...values, scale]).toEqual([0, 0, 0, 0, 1]);
  }
});
