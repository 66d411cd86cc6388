import type { SweepDirection, SweepRow, SweepWhole } from "#protocol/sensitivity.ts";
import { pairedDifferenceInterval } from "#statistics/paired-interval.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import { formatDecibels, formatPercent, formatPoints, formatSmall } from "#words/format.ts";
import type { PairWords } from "./chance.ts";
import { LOST_AND_GAINED } from "./chance.ts";

export type SweepMeasureKey = "top1" | "agreement" | "sqnr";

/** A value with its 95 % interval, where it has one. */
export interface Estimate {
  value: number;
  low: number | null;
  high: number | null;
}

export interface SweepMeasure {
  key: SweepMeasureKey;
  /** On the switch. */
  short: string;
  /** Axis title with the unit. */
  axis: string;
  meaning: string;
  of: (row: SweepRow, whole: SweepWhole) => Estimate;
  format: (value: number) => string;
  /** As a number on the axis. */
  toAxis: (value: number) => number;
  /** Which end of the ranking matters most. */
  first: "largest" | "smallest";
}

const exactly = (value: number): Estimate => ({ value, low: null, high: null });
const share = ({ correct, total }: Score): number => correct / total;
const inPercent = (value: number): number => value * 100;
const asIs = (value: number): number => value;
/** A loss is positive, and needs no sign to say so. */
export const formatLoss = (difference: number): string => formatPoints(difference).replace("+", "");

const points = { format: formatLoss, toAxis: inPercent, first: "largest" } as const;

/** The discordant pairs by which a layer is judged, as lost by quantizing it: against FP32, or against the whole recipe. */
export const discordant = (direction: SweepDirection, { lost, gained, againstWhole }: SweepRow) =>
  direction === "only" ? { lost, gained } : { lost: againstWhole.gained, gained: againstWhole.lost };

/** What keeping a layer in FP32 does to the pictures that quantizing it loses and gains. */
export const PAIR_WORDS: Record<SweepDirection, PairWords> = {
  only: LOST_AND_GAINED,
  "all-but": ["regained", "lost again"],
};

/** The accuracy that quantizing this layer loses. */
function lossOf(direction: SweepDirection, row: SweepRow): Estimate {
  const { lost, gained } = discordant(direction, row);
  const { total } = row.top1;
  // The loss is the difference with its sign changed, and so its interval.
  const { low, high } = pairedDifferenceInterval({ lost, gained, total });
  return { value: (lost - gained) / total, low: -high, high: -low };
}

const ONLY: readonly SweepMeasure[] = [
  {
    key: "top1",
    short: "Top-1",
    axis: "Top-1 lost (points), 95 % interval",
    meaning: "How much accuracy is lost when this layer alone is quantized and all others stay in FP32.",
    of: (row) => lossOf("only", row),
    ...points,
  },
  {
    key: "agreement",
    short: "Agreement",
    axis: "Predictions changed (%), 95 % interval",
    meaning: "How many predictions differ from FP32's when this layer alone is quantized, right or wrong.",
    of: ({ agreement: { correct, total } }) => {
      const changed = { correct: total - correct, total };
      return { value: share(changed), ...wilsonInterval(changed) };
    },
    format: formatPercent,
    toAxis: inPercent,
    first: "largest",
  },
  {
    key: "sqnr",
    short: "SQNR",
    axis: "SQNR of the output (dB)",
    meaning:
      "Signal-to-quantization-noise ratio of the network's output when this layer alone is quantized: the lower, the worse. Sees differences that are too small to change a prediction.",
    of: ({ outputSqnrDb }) => exactly(outputSqnrDb),
    format: formatDecibels,
    toAxis: asIs,
    first: "smallest",
  },
];

/** By how many dB an SQNR rises; infinitely where it was not a number before and is one now. */
function broughtBack(beforeDb: number, afterDb: number): number {
  if (Object.is(beforeDb, afterDb)) return 0;
  return Number.isNaN(beforeDb) ? Infinity : afterDb - beforeDb;
}

const ALL_BUT: readonly SweepMeasure[] = [
  {
    key: "top1",
    short: "Top-1",
    axis: "Top-1 brought back (points), 95 % interval",
    meaning: "How much of the recipe's loss comes back when this layer alone is kept in FP32.",
    of: (row) => lossOf("all-but", row),
    ...points,
  },
  {
    key: "agreement",
    short: "Agreement",
    axis: "Agreement brought back (points)",
    meaning: "How many more predictions are as FP32's when this layer alone is kept in FP32.",
    of: ({ agreement }, whole) => exactly(share(agreement) - share(whole.agreement)),
    ...points,
  },
  {
    key: "sqnr",
    short: "SQNR",
    axis: "SQNR of the output brought back (dB)",
    meaning: "How much cleaner the network's output gets when this layer alone is kept in FP32.",
    of: ({ outputSqnrDb }, whole) => exactly(broughtBack(whole.outputSqnrDb, outputSqnrDb)),
    format: (db) => (Number.isFinite(db) ? formatDecibels(db) : formatSmall(db)),
    toAxis: asIs,
    first: "largest",
  },
];

const BY_DIRECTION: Record<SweepDirection, readonly SweepMeasure[]> = { only: ONLY, "all-but": ALL_BUT };

/** The measures that this model and its images have. */
export function measuresOf({ direction, whole }: Pick<SweepRecord, "direction" | "whole">): SweepMeasure[] {
  return BY_DIRECTION[direction].filter(({ key }) => {
    if (!whole || key === "sqnr") return true;
    return key === "top1" ? whole.top1.total > 0 : whole.agreement.total > 0;
  });
}
