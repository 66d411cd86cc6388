import { expect, test } from "vitest";
import { FIRST_ONLY, timingVerdict, WARMED_UP } from "./cold-timing.ts";

const times = {
  fp32: [30, 12, ...Array<number>(58).fill(10)],
  quantized: [90, 8, 5, ...Array<number>(57).fill(4)],
};

test("the first inferences are far from what the networks settle at", () => {
  expect(timingVerdict(times, FIRST_ONLY)).toEqual({
    counted: { fp32: 30, quantized: 90 },
    settled: { fp32: 10, quantized: 4 },
    state: "broken",
  });
});

test("a median after warm-up mends it, for both networks or not at all", () => {
  expect(timingVerdict(times, WARMED_UP)).toMatchObject({
    counted: { fp32: 10, quantized: 4 },
    state: "mended",
  });
  expect(timingVerdict(times, { warmup: 2, runs: 1 })).toMatchObject({
    counted: { fp32: 10, quantized: 5 },
    state: "broken",
  });
});

test("times that come out right by luck are not mended", () => {
  expect(timingVerdict(times, { warmup: 0, runs: 30 }).state).toBe("covered");
  expect(timingVerdict(times, { warmup: 10, runs: 1 }).state).toBe("covered");
  const never = { fp32: Array<number>(60).fill(3), quantized: Array<number>(60).fill(2) };
  expect(timingVerdict(never, FIRST_ONLY).state).toBe("covered");
});
