import { expect, it } from "vitest";
import { channelRanges } from "./channel-ranges.ts";

const weights = (scales: number[]) => ({
  channelMin: Float32Array.of(-1, -4, 0),
  channelMax: Float32Array.of(1, 0, 3),
  channelGridMin: scales.length > 0 ? Float32Array.of(-1, -4, -3) : new Float32Array(),
  channelGridMax: scales.length > 0 ? Float32Array.of(1, 4, 3) : new Float32Array(),
  scales: Float32Array.from(scales),
});

it("lists channels in order, or the widest first", () => {
  expect(channelRanges(weights([0.5]), "graph").map(({ channel }) => channel)).toEqual([0, 1, 2]);
  expect(channelRanges(weights([0.5]), "width").map(({ channel }) => channel)).toEqual([1, 2, 0]);
});

it("says the scale of each: the layer's, its own, or those of its groups", () => {
  const texts = (scales: number[]) => channelRanges(weights(scales), "graph").map(({ scale }) => scale);
  expect(texts([0.5])).toEqual(["0.50", "0.50", "0.50"]);
  expect(texts([0.5, 1, 2])).toEqual(["0.50", "1.0", "2.0"]);
  expect(texts([0.5, 1, 2, 2, 4, 3])).toEqual(["0.50 to 1.0", "2.0", "3.0 to 4.0"]);
});

it("has no grid for weights in floating point", () => {
  expect(channelRanges(weights([]), "graph")[0]).toMatchObject({ grid: null, scale: "–", min: -1 });
});
