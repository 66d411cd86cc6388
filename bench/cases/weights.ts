import { quantizeWeights } from "#core/weights.ts";
import type { BenchReport } from "../worker.ts";
import { turns } from "./model.ts";

const SHAPE = [1024, 1024, 3, 3];

/** Bandwidth of quantizing a large weight over that of copying it (both count the float32 bytes read). */
export async function benchWeights(): Promise<BenchReport> {
  const data = Float32Array.from({ length: SHAPE.reduce((a, b) => a * b) }, (_, i) => Math.sin(i));
  const copy = new Float32Array(data.length);
  const milliseconds = await turns(5, {
    memcpy: () => copy.set(data),
    perTensor: () =>
      quantizeWeights(data, SHAPE, 0, { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } }),
    perChannel: () =>
      quantizeWeights(data, SHAPE, 0, { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } }),
  });
  return {
    milliseconds,
    ratios: {
      "per-tensor quantization bandwidth / memcpy": milliseconds.memcpy / milliseconds.perTensor,
      "per-channel quantization bandwidth / memcpy": milliseconds.memcpy / milliseconds.perChannel,
    },
  };
}
