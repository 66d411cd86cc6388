import type { Latency, Score, VariantResult } from "#core/report.ts";
import { wilsonInterval } from "#core/statistics.ts";
import type { RunResult } from "#protocol/messages.ts";
import {
  formatBytes,
  formatCount,
  formatFactor,
  formatMs,
  formatPercent,
  formatPoints,
  formatSignedBytes,
  formatSignedMs,
} from "#ui/format.ts";

export interface ResultRow {
  label: string;
  fp32: string;
  quantized: string;
  difference: string;
  /** The quantized values of the runs compared with, in the order given. */
  others: string[];
}

const NONE = "–";
const share = ({ correct, total }: Score): number => correct / total;

/** Accuracy with its 95 % Wilson interval. */
export function formatAccuracy(score: Score): string {
  const { low, high } = wilsonInterval(score);
  return `${formatPercent(share(score))} (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
}

const formatLatency = (latency: Latency | null): string =>
  latency ? `${formatMs(latency.median)} (${bare(latency.p10)}–${bare(latency.p90)})` : NONE;
const bare = (ms: number): string => formatMs(ms).replace(/\s.*$/, "");

const sizeDifference = (before: number, after: number): string =>
  `${formatSignedBytes(after - before)} (${formatFactor(after / before)})`;

function latencyDifference(before: Latency | null, after: Latency | null): string {
  if (!before || !after) return NONE;
  return `${formatSignedMs(after.median - before.median)} (${formatFactor(after.median / before.median)})`;
}

/** The table of a run: what both variants measure, how they differ, and what other runs gave. */
export function resultRows(result: RunResult, others: RunResult[]): ResultRow[] {
  const { fp32, quantized, agreement } = result;
  const row = (label: string, show: (variant: VariantResult) => string, difference: string): ResultRow => ({
    label,
    fp32: show(fp32),
    quantized: show(quantized),
    difference,
    others: others.map((other) => show(other.quantized)),
  });
  return [
    row(
      "Top-1 accuracy (95 % interval)",
      ({ top1 }) => formatAccuracy(top1),
      formatPoints(share(quantized.top1) - share(fp32.top1)),
    ),
    {
      label: "Agreement with FP32",
      fp32: NONE,
      quantized: formatPercent(share(agreement)),
      difference: `${formatCount(agreement.total - agreement.correct)} of ${formatCount(agreement.total)} differ`,
      others: others.map((other) => formatPercent(share(other.agreement))),
    },
    row(
      "Model size",
      (variant) => formatBytes(variant.sizeBytes),
      sizeDifference(fp32.sizeBytes, quantized.sizeBytes),
    ),
    row(
      "Weight bytes",
      (variant) => formatBytes(variant.weightBytes),
      sizeDifference(fp32.weightBytes, quantized.weightBytes),
    ),
    row(
      "Latency, median (p10–p90)",
      (variant) => formatLatency(variant.latencyMs),
      latencyDifference(fp32.latencyMs, quantized.latencyMs),
    ),
  ];
}
