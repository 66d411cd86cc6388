import { mcnemarPValue } from "../mcnemar.ts";
import { pairedDifferenceInterval } from "../paired-interval.ts";
import { pairedOutcome } from "../paired-outcomes.ts";
import { wilsonInterval } from "../statistics.ts";
import type { DiagnosedRun } from "./diagnosed-run.ts";
import { count, decibels, percent, points, pointsRange, pValue } from "./words.ts";

/** Differences are called real at this level. */
export const SIGNIFICANCE = 0.05;
/** Without labels: a model that changes more than one prediction in twenty is another model to whoever uses it. */
const KEPT_PREDICTIONS = 0.95;
/** Without classes: noise at a hundredth of the signal's power, a tenth of its amplitude. */
export const LOW_SQNR_DB = 20;

/** Whether quantization measurably hurt a run, and by what that is known. */
export interface Harm {
  hurt: boolean;
  sentence: string;
}

/** By accuracy where pictures have labels, by agreement where they have none, by the worst output where there are no classes. */
export function harmOf(run: DiagnosedRun): Harm {
  const { top1 } = run.fp32;
  if (top1.total > 0) return byAccuracy(run);
  return run.agreement.total > 0 ? byAgreement(run) : byOutputs(run);
}

function byAccuracy({ flips, fp32 }: DiagnosedRun): Harm {
  const outcome = pairedOutcome(flips, fp32.top1);
  const { lost, gained, total } = outcome;
  const p = mcnemarPValue(lost, gained);
  const difference = points((gained - lost) / total);
  const interval = pointsRange(pairedDifferenceInterval(outcome));
  return {
    hurt: lost > gained && p < SIGNIFICANCE,
    sentence: `Top-1 changes by ${difference} (95 % interval ${interval}): ${count(lost)} of ${count(total)} pictures lost, ${count(gained)} gained, ${pValue(p)}.`,
  };
}

function byAgreement({ agreement }: DiagnosedRun): Harm {
  const { high } = wilsonInterval(agreement);
  return {
    hurt: high < KEPT_PREDICTIONS,
    sentence: `No picture has a label; ${percent(1 - agreement.correct / agreement.total)} of ${count(agreement.total)} predictions change.`,
  };
}

function byOutputs({ outputs }: DiagnosedRun): Harm {
  const worst = outputs.reduce((low, { sqnrDb }) => Math.min(low, sqnrDb), Infinity);
  return {
    hurt: worst < LOW_SQNR_DB,
    sentence:
      outputs.length === 0
        ? "No output could be compared."
        : `The model is no classifier; its worst output keeps ${decibels(worst)} SQNR to FP32.`,
  };
}
