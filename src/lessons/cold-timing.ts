import { medianAndPercentiles } from "#statistics/statistics.ts";
import type { ScenarioTale } from "./scenario.ts";

/** Times of the first inferences of two networks that have just been opened, in their order, in milliseconds. */
export interface ColdTimes {
  fp32: number[];
  quantized: number[];
}

/** How somebody times: so many inferences are not counted, then the median of so many is taken. */
export interface TimingRule {
  warmup: number;
  runs: number;
}

/** How the broken experiment was timed. */
export const FIRST_ONLY: TimingRule = { warmup: 0, runs: 1 };
/** Long after the first, and many. */
export const WARMED_UP: TimingRule = { warmup: 20, runs: 30 };

/** Times cold as a scenario: what breaks is the way of timing, not a recipe. */
export const COLD_TIMING: ScenarioTale = {
  id: "cold-timing",
  title: "Timed by the first inference",
  story:
    "For the slide on speed somebody opened each network, ran it once, and wrote the two times down. Nobody who uses the product sees these times.",
  hints: [
    "Every inference computes the same on the same picture. Do all of them take equally long?",
    "Look at the first inferences in the chart, one by one: what has to be done once, and not again?",
    "One inference is one sample. What would the median of many say, after some that do not count?",
  ],
  cause:
    "A network that has just been opened allocates its memory and fills caches during the first inferences; the processor and the browser’s compiler are still settling, too. Leaving them out, and taking the median of several, tells what a user meets from then on. Every run of the lab does that.",
  given: "both networks opened afresh, every inference timed alone",
  remedyLabel: `Leave ${WARMED_UP.warmup} out, take the median of ${WARMED_UP.runs}`,
};

/** Medians of both networks, in milliseconds. */
export interface MedianTimes {
  fp32: number;
  quantized: number;
}

export interface TimingVerdict {
  counted: MedianTimes;
  /** Of the second half of all inferences: what the networks settle at. */
  settled: MedianTimes;
  /**
   * Broken: more than a fifth off for one of both. Covered: within, but by luck, as cold inferences or only a few are
   * counted. Mended: within, and rightly so.
   */
  state: "broken" | "covered" | "mended";
}

/** Medians of warm networks differ by this much from one stretch to the next where the machine does other things, too. */
const TOLERANCE = 0.2;
/** The median of fewer is chance. */
const FEWEST_RUNS = 5;

const median = (times: readonly number[]): number => medianAndPercentiles([...times]).median;

/** What a way of timing says of two networks, held against what they settle at. */
export function timingVerdict(times: ColdTimes, { warmup, runs }: TimingRule): TimingVerdict {
  const both = (of: (all: readonly number[]) => number): MedianTimes => ({
    fp32: of(times.fp32),
    quantized: of(times.quantized),
  });
  const counted = both((all) => median(all.slice(warmup, warmup + runs)));
  const settled = both((all) => median(all.slice(Math.floor(all.length / 2))));
  const isNear = (["fp32", "quantized"] as const).every(
    (each) => Math.abs(counted[each] - settled[each]) <= TOLERANCE * settled[each],
  );
  const isRight = warmup > 0 && runs >= FEWEST_RUNS;
  return { counted, settled, state: !isNear ? "broken" : isRight ? "mended" : "covered" };
}
