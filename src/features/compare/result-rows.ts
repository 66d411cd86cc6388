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

/** What stands in a cell: the value, and below it a range or a share where there is one. */
export interface ResultCell {
  value: string;
  detail?: string;
}

export interface ResultRow {
  label: ResultCell;
  fp32: ResultCell;
  quantized: ResultCell;
  difference: ResultCell;
  /** The quantized values of the runs compared with, in the order given. */
  others: ResultCell[];
}

/** The rows' headings, shown before there are numbers too. */
export const ROW_LABELS = {
  top1: { value: "Top-1 accuracy", detail: "95 % interval" },
  agreement: { value: "Agreement with FP32", detail: "same prediction" },
  size: { value: "Model size", detail: "the .onnx file" },
  weights: { value: "Weight bytes", detail: "without the graph" },
  latency: { value: "Latency", detail: "median (p10–p90)" },
} as const;

const NONE: ResultCell = { value: "–" };
const share = ({ correct, total }: Score): number => correct / total;

/** A 95 % Wilson interval in per cent. */
export function formatInterval(score: Score): string {
  const { low, high } = wilsonInterval(score);
  return `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}`;
}

const accuracy = ({ top1 }: VariantResult): ResultCell => ({
  value: formatPercent(share(top1)),
  detail: formatInterval(top1),
});

const latency = ({ latencyMs }: VariantResult): ResultCell =>
  latencyMs
    ? { value: formatMs(latencyMs.median), detail: `${bare(latencyMs.p10)}–${bare(latencyMs.p90)}` }
    : NONE;

/** Without the unit, which the value above has. */
const bare = (ms: number): string => formatMs(ms).replace(/\s.*$/, "");

const agreement = ({ agreement: score }: RunResult): ResultCell => ({
  value: formatPercent(share(score)),
  detail: formatInterval(score),
});

const sizeDifference = (before: number, after: number): ResultCell => ({
  value: formatSignedBytes(after - before),
  detail: formatFactor(after / before),
});

const latencyDifference = (before: Latency | null, after: Latency | null): ResultCell =>
  before && after
    ? {
        value: formatSignedMs(after.median - before.median),
        detail: formatFactor(after.median / before.median),
      }
    : NONE;

/** The table of a run: what both variants measure, how they differ, and what other runs gave. */
export function resultRows(result: RunResult, others: RunResult[]): ResultRow[] {
  const { fp32, quantized, agreement: same } = result;
  const row = (
    label: ResultCell,
    show: (variant: VariantResult) => ResultCell,
    difference: ResultCell,
  ): ResultRow => ({
    label,
    fp32: show(fp32),
    quantized: show(quantized),
    difference,
    others: others.map((other) => show(other.quantized)),
  });
  return [
    row(ROW_LABELS.top1, accuracy, { value: formatPoints(share(quantized.top1) - share(fp32.top1)) }),
    {
      label: ROW_LABELS.agreement,
      fp32: NONE,
      quantized: agreement(result),
      difference: {
        value: `${formatCount(same.total - same.correct)} differ`,
        detail: `of ${formatCount(same.total)}`,
      },
      others: others.map(agreement),
    },
    row(
      ROW_LABELS.size,
      ({ sizeBytes }) => ({ value: formatBytes(sizeBytes) }),
      sizeDifference(fp32.sizeBytes, quantized.sizeBytes),
    ),
    row(
      ROW_LABELS.weights,
      ({ weightBytes }) => ({ value: formatBytes(weightBytes) }),
      sizeDifference(fp32.weightBytes, quantized.weightBytes),
    ),
    row(ROW_LABELS.latency, latency, latencyDifference(fp32.latencyMs, quantized.latencyMs)),
  ];
}
