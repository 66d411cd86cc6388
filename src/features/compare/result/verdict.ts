import { latencyObstacle } from "#experiment/outcomes/comparable.ts";
import { errorCarriers } from "#experiment/outcomes/error-carriers.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { RunResult } from "#experiment/result.ts";
import { worstOutput } from "#numerics/errors/output-errors.ts";
import { pairedTest } from "#statistics/paired-test.ts";
import type { Score } from "#statistics/statistics.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import {
  formatCount,
  formatCounted,
  formatDecibels,
  formatFixed,
  formatPercent,
  formatTimes,
} from "#words/format.ts";
import { variantWords } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";
import { measuredBy } from "./measured-by.ts";

/** Factors nearer to one than this are called equal. */
const EQUAL = 1.05;
const COUNTS = ["", "one layer adds", "two layers add", "three layers add"];

export interface Verdict {
  sentence: string;
  /** Names of the layers that the sentence counts. */
  carriers: string[];
}

const share = ({ correct, total }: Score): number => correct / total;

function compare(factor: number, more: string, less: string, equal: string): string {
  if (factor >= EQUAL) return `${formatTimes(factor)} ${more}`;
  if (factor <= 1 / EQUAL) return `${formatTimes(1 / factor)} ${less}`;
  return equal;
}

/** Whether a difference in accuracy is one at all. */
function significance({ flips, fp32 }: RunResult): string {
  const { lost, gained, pValue: p, isSignificant } = pairedTest(pairedOutcome(flips, fp32.top1));
  if (lost + gained === 0) return " (no picture lost or gained)";
  const pictures = `${formatCounted(lost, "picture")} lost, ${formatCount(gained)} gained`;
  return ` (${pictures}: ${isSignificant ? "more than" : "within"} chance, ${formatPValue(p)})`;
}

function accuracy(name: string, before: number, after: number): string {
  const [from, to] = [formatPercent(before), formatPercent(after)];
  if (before === 0 && after === 0) return `${name} has nothing right, as FP32`;
  if (from === to) return `${name} keeps all of ${from}`;
  if (after > before) return `${name} scores ${to}, FP32 ${from}`;
  if (after < before - 0.1) return `${name} falls from ${from} to ${to}`;
  return `${name} keeps ${to.replace(/\s%$/, "")} of ${from}`;
}

function agreement(name: string, { agreement: same, outputs }: RunResult): string {
  const logits = worstOutput(outputs);
  const noise =
    logits && !Number.isNaN(logits.sqnrDb) ? `, logits at ${formatDecibels(logits.sqnrDb)} SQNR` : "";
  return `${name} predicts as FP32 on ${formatPercent(share(same))} of ${formatCount(same.total)} unlabelled pictures${noise}`;
}

function outputs(name: string, { outputs: all }: RunResult): string {
  const worst = worstOutput(all);
  if (!worst) return `${name} was built`;
  if (Number.isNaN(worst.sqnrDb)) return `${name} was built, and no item can be compared with FP32`;
  const which = all.length === 1 ? "its output" : `“${worst.name}”, the worst of ${all.length} outputs,`;
  return `${name} keeps ${which} at ${formatDecibels(worst.sqnrDb)} SQNR to FP32 (cosine ${formatFixed(worst.cosine, 4)})`;
}

/** Items that the quantized model has no numbers for, though FP32 has; empty where there are none. */
function brokenText({ outputs: all }: RunResult): string {
  const worst = worstOutput(all);
  if (!worst || worst.notFinite.quantizedOnly === 0) return "";
  return `but gives NaN or infinity for ${formatCount(worst.notFinite.quantizedOnly)} of ${formatCounted(worst.items, "item")} where FP32 gives numbers`;
}

/** How the model as it came does, where it was quantized already. */
function asItIs({ fp32 }: RunResult): string {
  const score =
    fp32.top1.total > 0
      ? `${formatPercent(share(fp32.top1))} on ${formatCount(fp32.top1.total)} pictures`
      : "it runs on these images";
  return `Quantized already, evaluated as it is: ${score}.`;
}

/** The answer of a run in one sentence. */
export function verdictOf({ result, task, quantizedAlready }: RunRecord): Verdict {
  if (quantizedAlready) return { sentence: asItIs(result), carriers: [] };
  const { recipe, fp32, quantized, layers, environment } = result;
  const name = variantWords(recipe);
  const answer = {
    accuracy: () => accuracy(name, share(fp32.top1), share(quantized.top1)) + significance(result),
    agreement: () => agreement(name, result),
    outputs: () => outputs(name, result),
  };
  const parts = [
    answer[measuredBy(result, task)](),
    compare(fp32.sizeBytes / quantized.sizeBytes, "smaller", "larger", "the same size"),
  ];
  if (fp32.latencyMs && quantized.latencyMs) {
    const factor = fp32.latencyMs.median / quantized.latencyMs.median;
    // Times of different places say nothing of quantization.
    const obstacle = latencyObstacle(environment.fp32, environment.quantized);
    parts.push(obstacle ? "times not compared" : `${compare(factor, "faster", "slower", "as fast")} here`);
  }
  const broken = brokenText(result);
  if (broken) parts.push(broken);
  const carriers = errorCarriers(layers);
  const tail = carriers.length > 0 ? `; ${COUNTS[carriers.length]} most of the error` : "";
  return { sentence: `${parts.join(", ")}${tail}.`, carriers };
}
