import { medianAndPercentiles } from "./statistics.ts";

/** Times of the first inferences of two networks that have just been opened, in their order, in milliseconds. */
export interface ColdTimes {
  fp32: number[];
  quantized: number[];
}

/** How somebody times: so many inferences are not counted, then so many are. */
export interface TimingRule {
  warmup: number;
  runs: number;
}

export interface TimingVerdict {
  /** Median of the counted inferences, in milliseconds. */
  fp32: number;
  quantized: number;
  /** Medians of the second half of all inferences: what the networks settle at. */
  settled: { fp32: number; quantized: number };
  /** Both medians are within a tenth of what the networks settle at. */
  isSound: boolean;
}

/** Medians of warm networks differ by this much from one stretch of inferences to the next. */
const TOLERANCE = 0.1;

const median = (times: readonly number[]): number => medianAndPercentiles([...times]).median;

/** What a way of timing says of two networks, held against what they settle at. */
export function timingVerdict(times: ColdTimes, { warmup, runs }: TimingRule): TimingVerdict {
  const counted = (all: readonly number[]) => median(all.slice(warmup, warmup + runs));
  const settledAt = (all: readonly number[]) => median(all.slice(Math.floor(all.length / 2)));
  const [fp32, quantized] = [counted(times.fp32), counted(times.quantized)];
  const settled = { fp32: settledAt(times.fp32), quantized: settledAt(times.quantized) };
  const isNear = (value: number, reference: number) => Math.abs(value - reference) <= TOLERANCE * reference;
  return {
    ...{ fp32, quantized, settled },
    isSound: isNear(fp32, settled.fp32) && isNear(quantized, settled.quantized),
  };
}
