import { expect, test } from "vitest";
import { timingVerdict } from "./cold-timing.ts";

const times = {
  fp32: [30, 12, ...Array<number>(18).fill(10)],
  quantized: [90, 8, 5, ...Array<number>(17).fill(4)],
};

test("the first inferences are far from what the networks settle at", () => {
  expect(timingVerdict(times, { warmup: 0, runs: 1 })).toEqual({
    fp32: 30,
    quantized: 90,
    settled: { fp32: 10, quantized: 4 },
    isSound: false,
  });
});

test("a median after warm-up is sound, and needs both networks to be warm", () => {
  expect(timingVerdict(times, { warmup: 3, runs: 10 })).toMatchObject({
    fp32: 10,
    quantized: 4,
    isSound: true,
  });
  expect(timingVerdict(times, { warmup: 2, runs: 1 })).toMatchObject({
    fp32: 10,
    quantized: 5,
    isSound: false,
  });
});
