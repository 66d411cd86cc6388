import { expect, it } from "vitest";
import { arithmeticText, storedText } from "./execution-text.ts";

const int = { precision: "int", arithmetic: "integer", simulated: false } as const;

it.each([
  [{ ...int, bits: 8, storageBits: 8 }, "int8", "integer"],
  [{ ...int, bits: 4, storageBits: 8, simulated: true }, "4 in int8", "integer, simulated"],
  [{ ...int, bits: 4, storageBits: 4, arithmetic: "float32" }, "int4", "float32"],
  [
    { ...int, bits: 3, storageBits: 32, arithmetic: "float32", simulated: true },
    "3 in float32",
    "float32, simulated",
  ],
  [{ ...int, bits: 8, storageBits: null }, "–", "integer"],
  [
    { precision: "fp16", arithmetic: "float16", simulated: true, bits: 8, storageBits: 16 },
    "fp16",
    "float16, simulated",
  ],
  [
    { precision: "fp32", arithmetic: "float32", simulated: false, bits: 4, storageBits: 32 },
    "fp32",
    "float32",
  ],
] as const)("%o", (layer, stored, arithmetic) => {
  expect([storedText(layer), arithmeticText(layer)]).toEqual([stored, arithmetic]);
});
