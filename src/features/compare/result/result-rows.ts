import { latencyObstacle } from "#experiment/outcomes/comparable.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { RunResult, VariantResult } from "#experiment/result.ts";
import { worstOutput } from "#numerics/errors/output-errors.ts";
import { pairedTest } from "#statistics/paired-test.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import {
  formatBytes,
  formatCount,
  formatDecibels,
  formatFactor,
  formatFixed,
  formatMs,
  formatMsRange,
  formatPercent,
  formatPoints,
  formatSignedBytes,
  formatSignedMs,
  formatSmall,
} from "#words/format.ts";
import { formatPointsRange, formatPValue } from "#words/statistics.ts";
import type { MeasuredBy } from "./measured-by.ts";

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
const LABELS = {
  top1: { value: "Top-1 accuracy", detail: "95 % interval" },
  paired: { value: "Pictures lost, gained", detail: "McNemar's mid-p test" },
  agreement: { value: "Agreement with FP32", detail: "same prediction" },
  noise: { value: "SQNR to FP32", detail: "of the worst output" },
  divergence: { value: "KL divergence", detail: "of the class probabilities" },
  size: { value: "Model size", detail: "the .onnx file" },
  weights: { value: "Weight bytes", detail: "without the graph" },
  memory: { value: "Peak activations", detail: "computed, one picture" },
  latency: { value: "Latency", detail: "median (p10–p90)" },
} as const;

type RowKey = keyof typeof LABELS;

const QUALITY: Record<MeasuredBy, RowKey[]> = {
  accuracy: ["top1", "paired", "agreement"],
  agreement: ["agreement", "noise", "divergence"],
  outputs: ["noise"],
};

const rowKeys = (by: MeasuredBy): RowKey[] => [...QUALITY[by], "size", "weights", "memory", "latency"];

export const rowLabels = (by: MeasuredBy): ResultCell[] => rowKeys(by).map((key) => LABELS[key]);

const NONE: ResultCell = { value: "–" };
const share = ({ correct, total }: Score): number => correct / total;

/** A 95 % Wilson interval in per cent. */
export function formatInterval(score: Score): string {
  const { low, high } = wilsonInterval(score);
  return `${formatFixed(low * 100, 1)}–${formatFixed(high * 100, 1)}`;
}

const accuracy = ({ top1 }: VariantResult): ResultCell =>
  top1.total > 0 ? { value: formatPercent(share(top1)), detail: formatInterval(top1) } : NONE;

/** The quantized variant of a run against its FP32. */
const ownTest = ({ flips, fp32 }: RunResult) => pairedTest(pairedOutcome(flips, fp32.top1));

const discordant = (run: RunResult): ResultCell => {
  if (run.fp32.top1.total === 0) return NONE;
  const { lost, gained, total } = ownTest(run);
  return { value: `${formatCount(lost)}, ${formatCount(gained)}`, detail: `of ${formatCount(total)}` };
};

const latency = ({ latencyMs }: VariantResult): ResultCell =>
  latencyMs
    ? { value: formatMs(latencyMs.median), detail: formatMsRange(latencyMs.p10, latencyMs.p90) }
    : NONE;

/** Not known of runs kept by an earlier version, either. */
const memory = ({ activationBytes }: VariantResult): ResultCell =>
  activationBytes ? { value: formatBytes(activationBytes) } : NONE;

const agreement = ({ agreement: score }: RunResult): ResultCell =>
  score.total > 0 ? { value: formatPercent(share(score)), detail: formatInterval(score) } : NONE;

const noise = ({ outputs }: RunResult): ResultCell => {
  const worst = worstOutput(outputs);
  return worst ? { value: formatDecibels(worst.sqnrDb), detail: worst.name } : NONE;
};

const divergence = ({ outputs }: RunResult): ResultCell => {
  const value = outputs.at(0)?.klDivergence ?? null;
  return value === null ? NONE : { value: formatSmall(value), detail: "nats" };
};

const sizeDifference = (before: number, after: number): ResultCell => ({
  value: formatSignedBytes(after - before),
  detail: formatFactor(after / before),
});

const memoryDifference = (before: number | null, after: number | null): ResultCell =>
  before && after ? sizeDifference(before, after) : NONE;

function latencyDifference({ fp32, quantized, environment }: RunResult): ResultCell {
  const [before, after] = [fp32.latencyMs, quantized.latencyMs];
  if (!before || !after) return NONE;
  const obstacle = latencyObstacle(environment.fp32, environment.quantized);
  if (obstacle) return { value: "not compared", detail: obstacle };
  return {
    value: formatSignedMs(after.median - before.median),
    detail: formatFactor(after.median / before.median),
  };
}

/** The table of a run: what both variants measure, how they differ, and what other runs gave. */
export function resultRows(result: RunResult, others: RunResult[], by: MeasuredBy): ResultRow[] {
  const { fp32, quantized, agreement: same } = result;
  /** A measure that each variant has of its own. */
  const both = (show: (variant: VariantResult) => ResultCell, difference: ResultCell) => ({
    fp32: show(fp32),
    quantized: show(quantized),
    difference,
    others: others.map((other) => show(other.quantized)),
  });
  /** A measure of the quantized model against FP32. */
  const against = (show: (run: RunResult) => ResultCell, difference: ResultCell = NONE) => ({
    fp32: NONE,
    quantized: show(result),
    difference,
    others: others.map(show),
  });
  const rows: Record<RowKey, () => Omit<ResultRow, "label">> = {
    top1: () =>
      both(accuracy, {
        value: formatPoints(share(quantized.top1) - share(fp32.top1)),
        detail: formatPointsRange(ownTest(result).interval),
      }),
    paired: () => {
      const { pValue: p, isSignificant } = ownTest(result);
      return against(discordant, {
        value: formatPValue(p),
        detail: isSignificant ? "more than chance" : "within chance",
      });
    },
    agreement: () =>
      against(agreement, {
        value: `${formatCount(same.total - same.correct)} differ`,
        detail: `of ${formatCount(same.total)}`,
      }),
    noise: () => against(noise),
    divergence: () => against(divergence),
    size: () =>
      both(
        ({ sizeBytes }) => ({ value: formatBytes(sizeBytes) }),
        sizeDifference(fp32.sizeBytes, quantized.sizeBytes),
      ),
    weights: () =>
      both(
        ({ weightBytes }) => ({ value: formatBytes(weightBytes) }),
        sizeDifference(fp32.weightBytes, quantized.weightBytes),
      ),
    memory: () => both(memory, memoryDifference(fp32.activationBytes, quantized.activationBytes)),
    latency: () => both(latency, latencyDifference(result)),
  };
  return rowKeys(by).map((key) => ({ label: LABELS[key], ...rows[key]() }));
}
