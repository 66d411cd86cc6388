import { describe, expect, it } from "vitest";
import type { VariantResult } from "#experiment/result.ts";
import { caseOf, latency, layer, recipe, runOf } from "../fixtures/case.ts";
import { noSpeedUp } from "./no-speed-up.ts";

const timed = (variant: VariantResult, median: number): VariantResult => ({
  ...variant,
  latencyMs: latency(median),
});
const run = (fp32: number, quantized: number, change = {}) => {
  const before = runOf(0, change);
  return caseOf({ ...before, fp32: timed(before.fp32, fp32), quantized: timed(before.quantized, quantized) });
};

describe("less speed-up than expected", () => {
  it("is found where INT8 is not notably faster, and likely where it is slower", () => {
    expect(noSpeedUp.check(run(2, 1)).state).toBe("clear");
    expect(noSpeedUp.check(run(1.06, 1)).state).toBe("clear");
    expect(noSpeedUp.check(run(1.04, 1))).toMatchObject({ state: "found", grade: "possible" });
    expect(noSpeedUp.check(run(1, 1.06))).toMatchObject({ state: "found", grade: "likely" });
  });

  it("names the slower layers, the costliest first, and floats with their reason", () => {
    const layers = [
      layer("fast", { latencyMs: { fp32: 2, quantized: 1 } }),
      layer("slow", { latencyMs: { fp32: 1, quantized: 1.2 } }),
      layer("slowest", { latencyMs: { fp32: 1, quantized: 3 }, simulated: true }),
      layer("float", { arithmetic: "float32", precision: "fp32" }),
    ];
    const floatNodes = [{ name: "rnn", op: "LSTM", reason: "the lab does not quantize recurrent layers" }];
    const verdict = noSpeedUp.check(run(1, 2, { layers, floatNodes }));
    expect(verdict.table?.rows.map(([name]) => name)).toEqual(["slowest", "slow"]);
    const words = verdict.evidence.join(" ").replaceAll("\u00a0", " ");
    expect(words).toContain("2 layers of 4 take longer quantized, 2.20 ms more together");
    expect(words).toContain(
      "1 node could not be quantized (“rnn”: the lab does not quantize recurrent layers)",
    );
    expect(words).toContain("1 layer is simulated");
    expect(verdict.cause).toContain("simulates");
  });

  it("does not compare different backends, nor expect speed of weight-only, nor guess without times", () => {
    const other = run(1, 2);
    other.run.environment = { ...other.run.environment, fp32: { backend: "webgpu", threads: 1 } };
    expect(noSpeedUp.check(other).state).toBe("no-evidence");
    other.run.environment = { ...other.run.environment, fp32: { backend: "wasm", threads: 4 } };
    expect(noSpeedUp.check(other).evidence[0]).toContain("one was timed on 4 threads, the other on 1 thread");
    expect(noSpeedUp.check(caseOf(runOf(0))).state).toBe("no-evidence");
    expect(noSpeedUp.check(run(1, 2, { recipe: { ...recipe, mode: "weight-only" } })).state).toBe("clear");
  });
});
