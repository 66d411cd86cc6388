import type { QuantizedBuild } from "#engine/quantize/quantize-model.ts";
import { batches } from "#engine/runtime/batch-loop.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { evaluationChunks } from "../run/evaluation/evaluation-chunks.ts";
import type { Fp32Side } from "./fp32-side.ts";
import { sweepBatch } from "./sweep-batches.ts";
import type { MeasuredWhole } from "./sweep-state.ts";

/** Evaluates the recipe as it is, as a run does, and takes the time. */
export async function measureWhole(
  { bytes }: QuantizedBuild,
  fp32: Fp32Side,
  fixedBatch: number | null,
  signal: AbortSignal,
): Promise<MeasuredWhole> {
  const { source, indices, quantizedBatch } = fp32.evaluation;
  const session = await EngineSession.create(bytes, { backend: "wasm", variant: "quantized" });
  const scores = fp32.scores();
  const options = { fixedBatch, maxBatch: quantizedBatch, fetches: [fp32.output], signal };
  const started = performance.now();
  let itemMs = Infinity;
  try {
    for (const chunk of evaluationChunks(indices)) {
      for await (const batch of batches(session, source, chunk, options)) {
        const { outputs, rows, offset, count, elapsedMs } = batch;
        itemMs = Math.min(itemMs, elapsedMs / rows);
        await fp32.score(scores, sweepBatch(chunk.subarray(offset, offset + count), rows), outputs);
      }
    }
  } finally {
    await session.release();
  }
  const evaluationMs = performance.now() - started;
  return { ...scores.result(fp32.sound), pictures: fp32.sound.length, itemMs, evaluationMs };
}
