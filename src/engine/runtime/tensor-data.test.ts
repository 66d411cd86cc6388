import { expect, test } from "vitest";
import { fromFloats, toTensorData } from "./tensor-data.ts";

const VALUES = Float32Array.of(-300, -0.5, 0.5, 1.5, 2.5, 300, Number.NaN);

test.each([
  ["uint8", [0, 0, 0, 2, 2, 255, 0]],
  ["int8", [-128, 0, 0, 2, 2, 127, 0]],
  ["int16", [-300, 0, 0, 2, 2, 300, 0]],
  ["int32", [-300, 0, 0, 2, 2, 300, 0]],
  ["uint32", [0, 0, 0, 2, 2, 300, 0]],
  ["bool", [0, 0, 0, 1, 1, 1, 0]],
  ["int64", [-300n, 0n, 0n, 2n, 2n, 300n, 0n]],
  ["uint64", [0n, 0n, 0n, 2n, 2n, 300n, 0n]],
] as const)("floats become %s, rounded half to even and clamped", (type, expected) => {
  expect([...(fromFloats(VALUES, type) ?? [])].map((value) => (value === 0 ? 0 : value))).toEqual(expected);
});

test("floats of other widths keep their values, and text has none", () => {
  const values = Float32Array.of(0.5, -2, 65504);
  const halves = fromFloats(values, "float16");
  expect(halves && toTensorData(halves as Uint16Array, "float16")).toEqual(values);
  expect(fromFloats(values, "float64")).toEqual(Float64Array.from(values));
  expect(fromFloats(values, "string")).toBeNull();
});

test("what the runtime gives is read as numbers", () => {
  expect(toTensorData(BigInt64Array.of(3n, -4n), "int64")).toEqual(Float32Array.of(3, -4));
  expect(toTensorData(Float64Array.of(0.25), "float64")).toEqual(Float32Array.of(0.25));
  const bytes = Uint8Array.of(1, 0);
  expect(toTensorData(bytes, "bool")).toBe(bytes);
});
