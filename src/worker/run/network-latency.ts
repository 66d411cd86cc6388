import type { Latency } from "#core/report.ts";
import { benchmark } from "#engine/benchmark.ts";
import { feedsOf } from "#engine/input-source.ts";
import type { EngineSession } from "#engine/session.ts";
import type { LoadedModel } from "../loaded-model.ts";
import type { Evaluation } from "./evaluation.ts";

const TIMING = { warmup: 10, minRuns: 10, maxRuns: 100, budgetMs: 1000, slowMs: 200 };

/** Times both networks, in turns, on the first evaluation picture (as many as a fixed batch needs). */
export async function networkLatency(
  fp32: EngineSession,
  quantized: EngineSession,
  { input }: LoadedModel,
  evaluation: Evaluation,
  signal: AbortSignal,
): Promise<{ fp32: Latency; quantized: Latency }> {
  const { source } = evaluation;
  const indices = evaluation.sound(evaluation.indices);
  const rows = input.fixedBatch ?? 1;
  const timed = Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]);
  const feeds = await feedsOf(source, timed);
  const contenders = [fp32, quantized].map((session) => ({ session, feeds }));
  const [before, after] = await benchmark(contenders, TIMING, signal);
  return { fp32: before, quantized: after };
}
