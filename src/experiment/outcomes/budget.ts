import { worstFirst } from "#numerics/errors/output-errors.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Tradeoff } from "./pareto.ts";

/** A limit on the loss in percentage points, or on the size as a share of FP32's bytes, 0..1. */
export type Budget = { kind: "accuracy"; maxDropPoints: number } | { kind: "size"; maxShare: number };

/** What was measured of a quantized model on the evaluation items. */
export interface Outcome {
  /** Total 0 where the model is no classifier or no item has a label. */
  top1: Score;
  /** Predictions equal to FP32's; total 0 where the model is no classifier. */
  agreement: Score;
  /** SQNR of the model's first output against FP32's, in dB. */
  outputSqnrDb: number;
}

/** What a loss is counted in; see `lossPoints`. */
export type LossMeasure = "top1" | "agreement" | "output-noise";

export function lossMeasure({ top1, agreement }: Outcome): LossMeasure {
  return top1.total > 0 ? "top1" : agreement.total > 0 ? "agreement" : "output-noise";
}

/**
 * What a quantized model loses against FP32, in percentage points, by the first of these measures that is known:
 * - `top1`: the drop in top-1, from the counts: `100 · (fp32.correct − correct) / total`; below zero for a gain;
 * - `agreement`, without labels: the share of predictions that are not FP32's, `100 · (1 − agreement)`;
 * - `output-noise`, for models without classes: the noise in its first output as a share of the signal's
 *   power, `100 · 10^(−SQNR / 10)`. A loss of 1 point is an SQNR of 20 dB, of 0.1 points one of 30 dB.
 *
 * NaN where the output is not a number.
 *
 * @param fp32 top-1 of FP32 on the same items
 */
export function lossPoints(outcome: Outcome, fp32: Score): number {
  const { top1, agreement, outputSqnrDb } = outcome;
  switch (lossMeasure(outcome)) {
    case "top1":
      return (100 * (fp32.correct - top1.correct)) / top1.total;
    case "agreement":
      return (100 * (agreement.total - agreement.correct)) / agreement.total;
    case "output-noise":
      return 100 * 10 ** (-outputSqnrDb / 10);
  }
}

/** A setting that may be chosen. */
export interface Candidate extends Tradeoff {
  /** Every layer alike. */
  uniform: boolean;
}

export function meetsBudget(point: Tradeoff, fp32Bytes: number, budget: Budget): boolean {
  return budget.kind === "accuracy"
    ? point.lossPoints <= budget.maxDropPoints
    : point.sizeBytes <= budget.maxShare * fp32Bytes;
}

type Order = (a: Candidate, b: Candidate) => number;

const bySize: Order = (a, b) => a.sizeBytes - b.sizeBytes;
/** Two losses that are infinite are alike. */
const byPoints: Order = (a, b) => a.lossPoints - b.lossPoints || 0;
const bySqnr: Order = (a, b) => worstFirst(b.outputSqnrDb, a.outputSqnrDb);

/** What comes first in a budget of each kind, when it is met and when nothing meets it. */
const ORDERS: Record<Budget["kind"], { met: Order[]; missed: Order[] }> = {
  accuracy: { met: [bySize, byPoints, bySqnr], missed: [byPoints, bySize, bySqnr] },
  size: { met: [byPoints, bySize, bySqnr], missed: [bySize, byPoints, bySqnr] },
};

/**
 * The best of the points under a budget, as indices. A limit on the loss is met best by the smallest point that
 * keeps to it, a limit on the size by the one that loses least; what the other says decides between equals, then
 * the SQNR. `chosen` is of all points, so that it is never worse than `bestUniform`. Both are null where no point
 * meets the budget; `nearest` then is the point that exceeds it least, and `chosen` otherwise. A loss that is NaN
 * is worse than any other.
 *
 * @param points one at least
 */
export function chooseWithin(
  points: readonly Candidate[],
  fp32Bytes: number,
  budget: Budget,
): { chosen: number | null; bestUniform: number | null; nearest: number } {
  const all = points.map((point, index) => ({
    ...point,
    lossPoints: Number.isNaN(point.lossPoints) ? Infinity : point.lossPoints,
    index,
  }));
  const first = (among: typeof all, orders: Order[]) =>
    among.toSorted((a, b) => orders.reduce((found, order) => found || order(a, b), 0)).at(0)?.index ?? null;
  const { met: best, missed: closest } = ORDERS[budget.kind];
  const met = all.filter((point) => meetsBudget(point, fp32Bytes, budget));
  const chosen = first(met, best);
  const bestUniform = first(
    met.filter(({ uniform }) => uniform),
    best,
  );
  return { chosen, bestUniform, nearest: chosen ?? first(all, closest) ?? 0 };
}
