import { benchmark } from "#engine/runtime/benchmark.ts";
import type { Feeds } from "#engine/runtime/input-source.ts";
import type { EngineSession } from "#engine/runtime/session.ts";
import type { Latency } from "#experiment/result.ts";

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
