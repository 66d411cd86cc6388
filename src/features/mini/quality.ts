import type { MiniSummary } from "#lessons/mini/mini-summary.ts";
import { formatCount, formatDecibels, formatShare, formatSmall } from "#words/format.ts";
import { precise } from "./precise.ts";

export interface QualityLine {
  title: string;
  value: string;
  text: string;
}

/** Of one bit, in decibels: 20·log10(2). */
const DB_PER_BIT = 6.02;

/** In one sentence, by the signal-to-noise ratio; what a network makes of it only running it tells. */
export function verdict({ sqnrDb, mse, count }: MiniSummary): string {
  if (count === 0) return "There are no values yet.";
  if (mse === 0) return "Nothing is lost: every value lies on the grid.";
  const share = `The error carries ${formatShare(10 ** (-sqnrDb / 10))} of the signal's power`;
  if (sqnrDb >= 40) return `${share}: hardly a trace, as of a good 8-bit tensor.`;
  if (sqnrDb >= 30) return `${share}: small. Most networks do not mind this in their weights.`;
  if (sqnrDb >= 20) return `${share}: noticeable. Sensitive layers may already lose accuracy.`;
  if (sqnrDb >= 10) return `${share}: coarse. Only robust layers bear this; learned rounding or groups help.`;
  return `${share}: much of what told the values apart is gone.`;
}

/** The usual readings of a mean squared error, with what this one says. */
export function qualityLines(summary: MiniSummary): QualityLine[] {
  const { mse, sqnrDb, meanSquare, variance, idealMse, roundingMse, clippingMse, clippedCount, count } =
    summary;
  if (count === 0 || mse === 0) return [];
  const rms = Math.sqrt(mse / meanSquare);
  const ratio = roundingMse / idealMse;
  const share = clippingMse / mse;
  return [
    {
      title: "Against the signal",
      value: formatDecibels(sqnrDb),
      text: `SQNR: the typical error (the root of the MSE) is ${formatShare(rms)} of the typical value. An MSE means nothing by itself: ${formatSmall(mse)} has to be held against the mean square of the values, ${formatSmall(meanSquare)}. One bit more halves the step and is worth ${DB_PER_BIT} dB.`,
    },
    {
      title: "Against the ideal",
      value: `${precise(Number(ratio.toPrecision(3)))} · s²/12`,
      text: `${idealText(ratio)} An error spread evenly over one step has the MSE s²/12 = ${formatSmall(idealMse)}${clippedCount > 0 ? `; the rounding alone has ${formatSmall(roundingMse)}` : ""}.`,
    },
    {
      title: "Clipping against rounding",
      value: `${formatShare(share)} clipped`,
      text:
        clippedCount === 0
          ? "No value lies beyond the grid: all of the error is rounding. Where a few far values make the steps wide, a narrower range may err less in all."
          : `${formatCount(clippedCount)} of ${formatCount(count)} values lie beyond the grid and carry ${formatShare(share)} of the MSE. The best range makes neither part vanish: it weighs a finer step against more clipping.`,
    },
    {
      title: "Against the variance",
      value: variance > 0 ? formatShare(mse / variance) : "–",
      text:
        variance > 0
          ? `The share of what tells the values apart (variance ${formatSmall(variance)}) that is lost. For values far from zero this is the honest measure: their large mean square flatters the SQNR.`
          : "All values are equal: there is no variance to lose.",
    },
  ];
}

function idealText(ratio: number): string {
  if (ratio > 1.15)
    return "More than the ideal: the values sit away from their codes more than chance would have it.";
  if (ratio < 0.85)
    return "Less than the ideal: many values lie on the grid or very near to it, zeros for example, or the step is wide against all of them.";
  return "As the ideal has it: the values fall anywhere between two codes.";
}
