import { lossMeasure } from "#experiment/outcomes/budget.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import { formatBytes, formatDecibels, formatMs, formatPercent } from "#words/format.ts";

function scoreText(score: Score): string {
  const { low, high } = wilsonInterval(score);
  return `${formatPercent(score.correct / score.total)} (${formatPercent(low)} to ${formatPercent(high)})`;
}

/** What a setting keeps, with its 95 % interval. */
export function keptText(point: MeasuredRecipe): string {
  const measure = lossMeasure(point);
  return measure === "output-noise" ? formatDecibels(point.outputSqnrDb) : scoreText(point[measure]);
}

/** The numbers of one setting, each with its name. */
export function pointLines(point: MeasuredRecipe): { label: string; value: string }[] {
  const { top1, agreement, outputSqnrDb, sizeBytes, latencyMs } = point;
  return [
    ...(top1.total > 0 ? [{ label: "Top-1", value: scoreText(top1) }] : []),
    ...(agreement.total > 0 ? [{ label: "Agreement", value: scoreText(agreement) }] : []),
    { label: "Output SQNR", value: formatDecibels(outputSqnrDb) },
    { label: "Size", value: formatBytes(sizeBytes) },
    { label: "Latency", value: latencyMs ? formatMs(latencyMs.median) : "not timed" },
  ];
}

/** What a setting keeps, as numbers: right and seen, alike and seen, dB. */
export const keptValues = ({ top1, agreement, outputSqnrDb }: MeasuredRecipe): number[] => [
  top1.correct,
  top1.total,
  agreement.correct,
  agreement.total,
  outputSqnrDb,
];
