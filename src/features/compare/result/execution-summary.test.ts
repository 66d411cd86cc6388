import { expect, it } from "vitest";
import type { LayerResult, RunResult } from "#experiment/result.ts";
import { executionSummary, packedBytes, simulatedCount } from "./execution-summary.ts";

const layer = (name: string, change: Partial<LayerResult>) =>
  ({
    name,
    precision: "int",
    arithmetic: "integer",
    storageBits: 8,
    simulated: false,
    weights: { elementCount: 1000 },
    ...change,
  }) as LayerResult;
const run = (bits: number, layers: LayerResult[]) =>
  ({
    recipe: { weights: { bits }, layers: { own: { weights: { bits: 2 } } } },
    layers,
    quantized: { sizeBytes: 10_000 },
  }) as unknown as RunResult;

it("says what the file would take if narrow codes were packed, layer by layer", () => {
  const layers = [
    layer("a", { simulated: true }),
    layer("own", { simulated: true, storageBits: 32, arithmetic: "float32" }),
    layer("spared", { precision: "fp32", storageBits: 32, arithmetic: "float32" }),
  ];
  // 1000 · (8 − 4) / 8 and 1000 · (32 − 2) / 8 bytes less.
  expect(packedBytes(run(4, layers))).toBe(10_000 - 500 - 3750);
  expect(simulatedCount(layers)).toBe(2);
  const text = executionSummary(run(4, layers)).replaceAll("\u00a0", " ");
  expect(text).toContain("floating point in 2 layers, integer kernels in 1.");
  expect(text).toContain("2 layers are simulated");
  expect(text).toContain("5.8 kB");
});

it("has nothing to say of packing where every code takes its own bits", () => {
  const layers = [layer("a", {}), layer("b", {})];
  expect(packedBytes(run(8, layers))).toBeNull();
  expect(executionSummary(run(8, layers))).toBe("Quantized layers use integer kernels.");
});
