import { benchmark } from "#engine/runtime/benchmark.ts";
import { type Feeds, feedsOf } from "#engine/runtime/input-source.ts";
import type { EngineSession } from "#engine/runtime/session.ts";
import type { Latency } from "#experiment/result.ts";
import { peakActivationBytes } from "#onnx/infer/activation-memory.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { ModelInput } from "../items/other-inputs.ts";
import type { Evaluation } from "./evaluation/evaluation.ts";

const TIMING = { warmup: 10, minRuns: 10, maxRuns: 100, slowMs: 200 };
/** Time for each network, together with its share of the others' turns. */
const BUDGET_MS = 500;

/** Times networks, in turns, on the same inputs. */
export async function networkLatencies(
  sessions: readonly EngineSession[],
  feeds: Feeds,
  signal: AbortSignal,
): Promise<Latency[]> {
  const contenders = sessions.map((session) => ({ session, feeds }));
  return benchmark(contenders, { ...TIMING, budgetMs: BUDGET_MS * sessions.length }, signal);
}

/** See `VariantResult.activationBytes`. */
export function networkMemory(network: ModelProto, feeds: Feeds): number | null {
  const dims = Object.entries(feeds).map(([name, tensor]) => [name, tensor.dims] as const);
  return peakActivationBytes(graphView(network), new Map(dims));
}

/** What a network gets for the first evaluation image, or for as many as a fixed batch needs. */
export function oneInference({ fixedBatch }: ModelInput, evaluation: Evaluation): Promise<Feeds> {
  const indices = evaluation.sound(evaluation.indices);
  const rows = fixedBatch ?? 1;
  return feedsOf(
    evaluation.source,
    Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]),
  );
}
