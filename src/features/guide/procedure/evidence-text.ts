import { baselineRun, type Evidence, fixRuns, type StepId, simpleRun } from "#lessons/procedure.ts";
import { changeBetween, lossOf, type ProcedureRun } from "#lessons/procedure-run.ts";
import type { PairedTest } from "#statistics/paired-test.ts";
import { formatBytes, formatCount, formatMs, formatPercent, formatPoints } from "#words/format.ts";
import { variantWords } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";

/** A difference with what makes it one: "−1.2 points (30 pictures lost, 6 gained, p < 0.001: more than chance)". */
export function differenceText({ difference, lost, gained, pValue: p, isSignificant }: PairedTest): string {
  if (lost + gained === 0) return "no picture lost or gained";
  return `${formatPoints(difference)} (${formatCount(lost)} lost, ${formatCount(gained)} gained; ${isSignificant ? "more than" : "within"} chance, ${formatPValue(p)})`;
}

export const accuracyText = ({ correct, total }: { correct: number; total: number }): string =>
  `${formatPercent(correct / total)} of ${formatCount(total)}`;

/** What a run lost to FP32. */
export function lossText(run: ProcedureRun): string {
  const loss = lossOf(run);
  if (loss) return differenceText(loss);
  const { correct, total } = run.agreement;
  return total > 0
    ? `predicts as FP32 on ${formatPercent(correct / total)} of ${formatCount(total)} unlabelled pictures`
    : "has outputs that are no classes";
}

const TEXTS: Record<Exclude<StepId, "decide">, (evidence: Evidence) => string | null> = {
  baseline: (evidence) => {
    const run = baselineRun(evidence);
    if (!run) return null;
    const { top1, latencyMs, sizeBytes } = run.fp32;
    const score = top1.total > 0 ? `${accuracyText(top1)} pictures right` : "these pictures have no labels";
    const time = latencyMs
      ? `${formatMs(latencyMs.median)} each after ${latencyMs.warmup} to warm up`
      : "latency not measured";
    return `Run ${run.number}: FP32 has ${score}, ${time}, ${formatBytes(sizeBytes)}.`;
  },
  calibration: ({ calibration }) =>
    calibration &&
    `${formatCount(calibration.count)} of ${formatCount(calibration.available)} pictures, all classes, as they are.`,
  simple: (evidence) => {
    const run = simpleRun(evidence);
    return run && `Run ${run.number}, simple INT8: ${lossText(run)}.`;
  },
  layers: ({ ranking }) => {
    if (!ranking) return null;
    const costly = ranking.filter(({ difference }) => difference < 0).slice(0, 3);
    if (costly.length === 0) return "The sweep is done: no layer alone loses a picture more than it gains.";
    const named = costly.map(({ layer, difference }) => `${layer} ${formatPoints(difference)}`);
    return `The sweep is done: alone, ${named.join(", ")}.`;
  },
  fixes: (evidence) => {
    const simple = simpleRun(evidence);
    const last = fixRuns(evidence).at(-1);
    const change = simple && last && changeBetween(simple, last);
    return change
      ? `Run ${last.number} (${variantWords(last.recipe)}) against the simple run: ${differenceText(change)}.`
      : null;
  },
};

/** By what a step is settled; null while it is not. */
export const evidenceText = (step: Exclude<StepId, "decide">, evidence: Evidence): string | null =>
  TEXTS[step](evidence);
