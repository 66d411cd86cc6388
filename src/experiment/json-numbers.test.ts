import * as v from "valibot";
import { expect, it } from "vitest";
import { anyNumber, jsonText } from "./json-numbers.ts";

it.each([
  [Number.NaN, '"NaN"'],
  [Infinity, '"Infinity"'],
  [-Infinity, '"-Infinity"'],
  [12.5, "12.5"],
  [0, "0"],
  [-1e-40, "-1e-40"],
])("%d is written as %s and read again", (value, text) => {
  expect(jsonText(value)).toBe(text);
  expect(v.parse(anyNumber, JSON.parse(text))).toBe(value);
  expect(v.parse(anyNumber, value)).toBe(value);
});

it("leaves all else as it is, and reads no other text", () => {
  const value = { a: [null, "NaN", true, { b: 1 }], c: "∞" };
  expect(JSON.parse(jsonText(value, 2))).toEqual(value);
  for (const wrong of [null, "", "nan", "1", "Infinity ", undefined, {}, []])
    expect(v.is(anyNumber, wrong), String(wrong)).toBe(false);
});
