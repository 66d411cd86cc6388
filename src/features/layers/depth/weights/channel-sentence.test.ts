import { expect, it } from "vitest";
import { channelSentence } from "./channel-sentence.ts";

const symmetric = (reaches: number[], bits: 4 | 8 = 8) => {
  const reach = Math.max(...reaches);
  return {
    ...({ bits, scheme: "symmetric" } as const),
    channelMin: Float32Array.from(reaches, (each) => -each / 2),
    channelMax: Float32Array.from(reaches),
    tensorRange: { min: -reach, max: reach },
  };
};

it("counts the channels that one scale leaves little to, and the codes of the narrowest", () => {
  // ±0.018 of ±1.8 in steps of 1.8 / 127: 1.27 steps, so the codes −1, 0 and 1.
  expect(channelSentence(symmetric([1.8, 0.1, 0.018]))).toBe(
    "One scale must cover ±1.8; 2 of 3 channels use less than a tenth of it, the narrowest 3 of 255 codes. A scale per channel gives each of them all 255.",
  );
  expect(channelSentence(symmetric([1.8, 0.1, 1.7], 4))).toContain(
    "1 of 3 channels uses less than a tenth of it, the narrowest 1 of 15 codes",
  );
});

it("says so where channels are alike", () => {
  expect(channelSentence(symmetric([1.27, 1.0]))).toBe(
    "One scale must cover ±1.3; the narrowest of 2 channels still uses 201 of its 255 codes, so scales per channel gain little here.",
  );
});

it("counts the codes of an asymmetric grid from the range widened to zero", () => {
  const lopsided = {
    ...({ bits: 8, scheme: "asymmetric" } as const),
    channelMin: Float32Array.of(-1, 0.05),
    channelMax: Float32Array.of(1.55, 0.1),
    tensorRange: { min: -1, max: 1.55 },
  };
  // Steps of 0.01: from 0 to 0.1 there are 11 of 256 codes.
  expect(channelSentence(lopsided)).toContain(
    "1 of 2 channels uses less than a tenth of it, the narrowest 11 of 256",
  );
});

it("has words for zeros and for a single channel", () => {
  expect(channelSentence(symmetric([0, 0]))).toMatch(/^All weights are zero/);
  expect(channelSentence(symmetric([1]))).toMatch(/^There is one output channel/);
  expect(channelSentence(symmetric([1, 1, 0]))).toMatch(/1 channel holds only zeros\.$/);
});
