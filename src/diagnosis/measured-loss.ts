import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { RunResult } from "#experiment/result.ts";
import { worstOutput } from "#numerics/errors/output-errors.ts";
import { pairedTest } from "#statistics/paired-test.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import { formatCount, formatCounted, formatDecibels, formatPoints, formatShare } from "#words/format.ts";
import { formatPointsRange, formatPValue } from "#words/statistics.ts";

/** Without labels: to its users a model that changes more than one prediction in twenty is another model. */
const KEPT_PREDICTIONS = 0.95;
/** Without classes: noise at a hundredth of the signal's power, a tenth of its amplitude. */
export const LOW_SQNR_DB = 20;

/** Whether a run lost something to quantization that chance does not explain, and by what measure that is known. */
export interface MeasuredLoss {
  isLoss: boolean;
  /** False where nothing could be compared. */
  isKnown: boolean;
  sentence: string;
}

/**
 * By accuracy where images have labels, by agreement where they have none, by the worst output where there are no
 * classes.
 */
export function measuredLoss(run: RunResult): MeasuredLoss {
  const { top1 } = run.fp32;
  if (top1.total > 0) return byAccuracy(run);
  return run.agreement.total > 0 ? byAgreement(run) : byOutputs(run);
}

function byAccuracy({ flips, fp32 }: RunResult): MeasuredLoss {
  const test = pairedTest(pairedOutcome(flips, fp32.top1));
  const { lost, gained, total } = test;
  return {
    isLoss: lost > gained && test.isSignificant,
    isKnown: true,
    sentence: `Top-1 changes by ${formatPoints(test.difference)} (95 % interval ${formatPointsRange(test.interval)}): ${formatCount(lost)} of ${formatCount(total)} pictures lost, ${formatCount(gained)} gained, ${formatPValue(test.pValue)}.`,
  };
}

function byAgreement({ agreement }: RunResult): MeasuredLoss {
  const { high } = wilsonInterval(agreement);
  return {
    isLoss: high < KEPT_PREDICTIONS,
    isKnown: true,
    sentence: `No picture has a label; ${formatShare(1 - agreement.correct / agreement.total)} of ${formatCount(agreement.total)} predictions change.`,
  };
}

function byOutputs({ outputs }: RunResult): MeasuredLoss {
  const worst = worstOutput(outputs);
  if (!worst) return { isLoss: false, isKnown: false, sentence: "No output could be compared." };
  const { quantizedOnly } = worst.notFinite;
  if (quantizedOnly > 0)
    return {
      isLoss: true,
      isKnown: true,
      sentence: `The quantized model gives NaN or infinity in “${worst.name}” for ${formatCount(quantizedOnly)} of ${formatCounted(worst.items, "item")} where FP32 gives numbers.`,
    };
  if (Number.isNaN(worst.sqnrDb))
    return {
      isLoss: false,
      isKnown: false,
      sentence: `FP32's output “${worst.name}” holds NaN or infinity in all of ${formatCounted(worst.items, "item")}, so nothing is known of what quantization does to it.`,
    };
  return {
    isLoss: worst.sqnrDb < LOW_SQNR_DB,
    isKnown: true,
    sentence: `The model is no classifier; its worst output keeps ${formatDecibels(worst.sqnrDb)} SQNR to FP32.`,
  };
}
