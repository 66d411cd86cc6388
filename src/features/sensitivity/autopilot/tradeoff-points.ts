import { lossMeasure, lossPoints } from "#experiment/outcomes/budget.ts";
import { paretoFront } from "#experiment/outcomes/pareto.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";

/** What a setting costs. */
export type Cost = "size" | "latency";

/** One setting as it stands in the chart: cost to the right, what is kept upwards. */
export interface TradeoffPoint {
  /** Its place in the search's list: what a choice remembers. */
  index: number;
  point: MeasuredRecipe;
  /** Bytes, or milliseconds. */
  x: number;
  /** Per cent, or dB for a model that is no classifier; with the ends of its 95 % interval. */
  y: number;
  interval: [number, number] | null;
  onFront: boolean;
}

const inPercent = (score: Score) => {
  const { low, high } = wilsonInterval(score);
  return { y: (100 * score.correct) / score.total, interval: [100 * low, 100 * high] as [number, number] };
};

function kept(point: MeasuredRecipe): Pick<TradeoffPoint, "y" | "interval"> {
  switch (lossMeasure(point)) {
    case "top1":
      return inPercent(point.top1);
    case "agreement":
      return inPercent(point.agreement);
    case "output-noise":
      return { y: point.outputSqnrDb, interval: null };
  }
}

/** Nothing that counts in the order of the front but what is kept: FP32's own score moves all alike. */
export const NOTHING: Score = { correct: 0, total: 1 };

/**
 * The points that have this cost, cheapest first, and which of them lie on the front of it. Settings not timed yet,
 * and those whose output is no number, have no place.
 */
export function tradeoffPoints(points: readonly MeasuredRecipe[], cost: Cost): TradeoffPoint[] {
  const placed = points
    .map((point, index) => ({
      index,
      point,
      x: cost === "size" ? point.sizeBytes : (point.latencyMs?.median ?? Number.NaN),
      ...kept(point),
    }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  // The front of latency is found as that of size is: whichever cost is given.
  const onFront = paretoFront(
    placed.map(({ point, x }) => ({
      lossPoints: lossPoints(point, NOTHING),
      sizeBytes: x,
      outputSqnrDb: point.outputSqnrDb,
    })),
  );
  return placed.map((each, i) => ({ ...each, onFront: onFront[i] }));
}
