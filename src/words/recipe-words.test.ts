import { expect, it } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { Bits } from "#numerics/grid.ts";
import { variantLabel, variantTitle, variantWords } from "./recipe-words.ts";

const recipe = (mode: Mode, weights: Bits, activations: Bits) => ({
  mode,
  weights: { bits: weights, scheme: "symmetric", granularity: { kind: "tensor" } } as const,
  activations: { bits: activations, scheme: "asymmetric" } as const,
});

it.each([
  ["static", 8, 8, "INT8", "INT8 static", "INT8"],
  ["static", 4, 8, "W4A8", "W4A8 static", "W4A8"],
  ["static", 8, 4, "W8A4", "W8A4 static", "W8A4"],
  ["dynamic", 8, 4, "INT8", "INT8 dynamic", "INT8 dynamic"],
  ["weight-only", 4, 8, "W4A32", "W4A32 weight-only", "W4A32 weight-only"],
] as const)("%s, %i and %i bits", (mode, weights, activations, label, title, words) => {
  const described = recipe(mode, weights, activations);
  expect([variantLabel(described), variantTitle(described), variantWords(described)]).toEqual([
    label,
    title,
    words,
  ]);
});
