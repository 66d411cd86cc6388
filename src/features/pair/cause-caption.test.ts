import { expect, it } from "vitest";
import type { LayerLevels } from "#protocol/layer-explorer.ts";
import { causeCaption } from "./cause-caption.ts";

const use = (levelCount: number, used: number[], reach = used.map(() => 1)) => ({
  ...{ lowest: 0, levelCount, counts: new Uint32Array(), gridReach: new Float32Array(used.length) },
  used: Uint16Array.from(used),
  reach: Float32Array.from(reach),
});
const caption = (settings: LayerLevels["settings"], channelSize = 100, total = 4) =>
  causeCaption({ layer: "conv", total, channelSize, channels: Uint32Array.of(0, 1, 2, 3), settings });

it("counts the channels that are left less than a quarter of what they could use", () => {
  expect(caption([use(15, [15, 1, 3, 4]), use(15, [15, 15, 14, 15])])).toBe(
    "Under A the channel in the middle uses 3 of 15 levels, and 2 channels of 4 use less than a quarter of what they could. Under B the channel in the middle uses 15 of 15 levels, and no channel less than a quarter of what it could.",
  );
});

it("goes by the weights that a channel has where they are fewer than the levels", () => {
  expect(caption([use(255, [9, 8, 9, 2])], 9)).toBe(
    "Under A the channel in the middle uses 8 of 255 levels (a channel has 9 weights to use them with), and 1 channel of 4 uses less than a quarter of what it could.",
  );
});

it("leaves out channels of zeros, and says so where all are", () => {
  expect(caption([use(15, [1, 1, 1, 1], [0, 0, 0, 0])])).toBe(
    "A: all weights are zero, and any scale holds them.",
  );
  expect(caption([use(15, [15, 1, 1, 1], [1, 0, 0, 0])])).toMatch(
    /^Under A .* 15 of 15 levels, and no channel/,
  );
});

it("says which setting keeps the layer in floating point, and how many channels were counted", () => {
  expect(caption([null, use(15, [15, 15, 15, 15])], 100, 400)).toMatch(
    /^A keeps this layer in floating point\. Under B .* Counted on the 4 channels drawn of 400\.$/,
  );
});

it("has nothing to count without channels", () => {
  const none = { layer: "conv", total: 0, channelSize: 0, channels: new Uint32Array(), settings: [] };
  expect(causeCaption(none)).toBe("This layer has no output channel with weights.");
});
