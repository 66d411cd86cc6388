import { expect, it } from "vitest";
import type { LayerResult } from "#experiment/result.ts";
import { slowerKinds } from "./slower-kinds.ts";

const layer = (name: string, fp32: number, quantized: number) =>
  ({ name, latencyMs: { fp32, quantized } }) as LayerResult;

it("sums by kind and names those that are notably slower, the costliest first", () => {
  const layers = [
    layer("d1", 1, 2),
    layer("d2", 1, 2),
    layer("p", 4, 2),
    layer("g", 1, 1.5),
    layer("c", 1, 1.05),
  ];
  const kinds = { d1: "depthwise", d2: "depthwise", p: "pointwise", g: "gemm", c: "conv" } as const;
  expect(slowerKinds(layers, kinds)).toEqual([
    { kind: "depthwise", fp32: 2, quantized: 4 },
    { kind: "gemm", fp32: 1, quantized: 1.5 },
  ]);
});
