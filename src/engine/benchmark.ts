import type { Latency } from "#core/report.ts";
import { medianAndPercentiles } from "#core/statistics.ts";
import type { EngineSession, NamedTensor } from "./session.ts";
import { breathe } from "./yield.ts";

export interface Contender {
  session: EngineSession;
  feeds: Record<string, NamedTensor>;
}

export interface BenchmarkOptions {
  warmup: number;
  /** Timed runs of each contender at most and at least; between them, time decides. */
  maxRuns: number;
  minRuns: number;
  /** Stop after this long, all contenders together. */
  budgetMs: number;
}

/**
 * Times several sessions fairly: each is warmed up, then they take turns, so that whatever else the
 * machine is doing falls on all of them alike. Times are wall-clock, in milliseconds, one `run` each.
 */
export async function benchmark(
  contenders: readonly Contender[],
  options: BenchmarkOptions,
  signal: AbortSignal,
): Promise<Latency[]> {
  for (const { session, feeds } of contenders) {
    for (let i = 0; i < options.warmup; i++) {
      await session.run(feeds);
      await breathe(signal);
    }
  }
  const times = contenders.map(() => [] as number[]);
  const start = performance.now();
  for (let round = 0; round < options.maxRuns; round++) {
    if (round >= options.minRuns && performance.now() - start > options.budgetMs) break;
    for (let i = 0; i < contenders.length; i++) {
      const before = performance.now();
      await contenders[i].session.run(contenders[i].feeds);
      times[i].push(performance.now() - before);
    }
    await breathe(signal);
  }
  return times.map((runs) => ({
    ...medianAndPercentiles(runs),
    runs: runs.length,
    warmup: options.warmup,
  }));
}
