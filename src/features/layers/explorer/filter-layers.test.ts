import { expect, it } from "vitest";
import { matchesFilter } from "./filter-layers.ts";

const layer = { name: "blocks.3.depthwise.conv", op: "Conv", kind: "depthwise" } as const;

it.each([
  ["", true],
  ["BLOCKS.3", true],
  ["depthwise 3", true],
  ["  conv  ", true],
  ["pointwise", false],
  ["depthwise 4", false],
])("%j", (filter, matches) => {
  expect(matchesFilter(layer, filter)).toBe(matches);
});
