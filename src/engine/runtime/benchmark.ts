import type { Latency } from "#experiment/result.ts";
import { medianAndPercentiles } from "#statistics/statistics.ts";
import type { EngineSession, NamedTensor } from "./session.ts";
import { yieldToMessages } from "./yield.ts";

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
  /**
   * If a session's first run takes longer than this, one warm-up and three timed runs are enough: nobody waits for
   * more, and long times differ little.
   */
  slowMs: number;
}

/** Timed runs of slow networks, at least. */
const SLOW_RUNS = 3;

/**
 * Times several sessions fairly: each is warmed up, then they take turns, so that whatever else the
 * machine is doing falls on all of them alike. Times are wall-clock, in milliseconds, one `run` each.
 */
export async function benchmark(
  contenders: readonly Contender[],
  options: BenchmarkOptions,
  signal: AbortSignal,
): Promise<Latency[]> {
  const warmups = contenders.map(() => 0);
  let isSlow = false;
  for (const [c, { session, feeds }] of contenders.entries()) {
    for (let i = 0; i < options.warmup && !(isSlow && i > 0); i++) {
      const before = performance.now();
      await session.run(feeds);
      isSlow ||= performance.now() - before > options.slowMs;
      warmups[c]++;
      await yieldToMessages(signal);
    }
  }
  const minRuns = isSlow ? Math.min(SLOW_RUNS, options.minRuns) : options.minRuns;
  const times = contenders.map((): number[] => []);
  const start = performance.now();
  for (let round = 0; round < options.maxRuns; round++) {
    if (round >= minRuns && performance.now() - start > options.budgetMs) break;
    for (let i = 0; i < contenders.length; i++) {
      // Nobody is always the one behind the pause, or behind the same other.
      const turn = (round + i) % contenders.length;
      const before = performance.now();
      await contenders[turn].session.run(contenders[turn].feeds);
      times[turn].push(performance.now() - before);
    }
    await yieldToMessages(signal);
  }
  return times.map((runs, c) => ({
    ...medianAndPercentiles(runs),
    runs: runs.length,
    warmup: warmups[c],
  }));
}
