import { expect, it } from "vitest";
import { drawnChannels, reachOf } from "./channel-order.ts";

const channels = (...reach: number[]) => ({
  min: Float32Array.from(reach, (x) => -x),
  max: new Float32Array(reach.length),
});

it("puts the widest channel first and keeps the order of equal ones", () => {
  expect(drawnChannels(channels(1, 3, 1, 2, 0))).toEqual([1, 3, 0, 2, 4]);
});

it("draws 128 of many, from the widest to the narrowest", () => {
  const drawn = drawnChannels(channels(...Array.from({ length: 1000 }, (_, i) => i)));
  expect([drawn.length, drawn[0], drawn[127]]).toEqual([128, 999, 0]);
  expect(new Set(drawn).size).toBe(128);
});

it("has nothing to draw of no channels", () => {
  expect(drawnChannels(channels())).toEqual([]);
});

it("takes the side that reaches further", () => {
  const both = { min: Float32Array.of(-1, 2, -3), max: Float32Array.of(2, 4, -1) };
  expect([0, 1, 2].map((channel) => reachOf(both, channel))).toEqual([2, 4, 3]);
});
