import type { Granularity, WeightSpec } from "#numerics/grid.ts";
import { dequantizeWeights, quantizeWeights } from "#numerics/weights/weights.ts";
import type { BenchReport } from "../report.ts";
import { turns } from "./model.ts";

const SHAPE = [1024, 1024, 3, 3];
/** The same values as a matrix whose output channels lie innermost, as MatMul has them. */
const MATRIX = [9216, 1024];
/** One in nine of the values, for the search of ranges. */
const PART = [1024, 1024];

const spec = (granularity: Granularity): WeightSpec => ({ bits: 8, scheme: "symmetric", granularity });
const TENSOR = spec({ kind: "tensor" });
const CHANNEL = spec({ kind: "channel" });
const GROUP = spec({ kind: "group", size: 32 });

/** Bandwidth of quantizing a large weight over that of copying it (both count the float32 bytes read). */
export async function benchWeights(): Promise<BenchReport> {
  const data = Float32Array.from({ length: SHAPE.reduce((a, b) => a * b) }, (_, i) => Math.sin(i));
  const part = data.subarray(0, PART[0] * PART[1]);
  const copy = new Float32Array(data.length);
  const quantized = quantizeWeights(data, SHAPE, 0, CHANNEL);
  const { memcpy, ...milliseconds } = await turns(5, {
    memcpy: () => copy.set(data),
    "per tensor": () => quantizeWeights(data, SHAPE, 0, TENSOR),
    "per channel": () => quantizeWeights(data, SHAPE, 0, CHANNEL),
    "per channel, last axis": () => quantizeWeights(data, MATRIX, 1, CHANNEL),
    "per group of 32": () => quantizeWeights(data, SHAPE, 0, GROUP),
    "back to float, per channel": () => dequantizeWeights(quantized, SHAPE),
  });
  const search = await turns(3, {
    "a million weights, smallest error per channel": () =>
      quantizeWeights(part, PART, 0, { ...CHANNEL, range: "mse" }),
    "a million weights, smallest error per group of 32": () =>
      quantizeWeights(part, PART, 0, { ...GROUP, range: "mse" }),
  });
  return {
    milliseconds: { memcpy, ...milliseconds, ...search },
    ratios: Object.fromEntries(
      Object.entries(milliseconds).map(([name, time]) => [`${name}: bandwidth / memcpy`, memcpy / time]),
    ),
  };
}
