import { pairedOutcome } from "../paired-outcomes.ts";
import { pairedTest } from "../paired-test.ts";
import { wilsonInterval } from "../statistics.ts";
import type { DiagnosedRun } from "./diagnosed-run.ts";
import { count, decibels, percent, points, pointsRange, pValue } from "./words.ts";

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
  const test = pairedTest(pairedOutcome(flips, fp32.top1));
  const { lost, gained, total } = test;
  return {
    hurt: lost > gained && test.isSignificant,
    sentence: `Top-1 changes by ${points(test.difference)} (95 % interval ${pointsRange(test.interval)}): ${count(lost)} of ${count(total)} pictures lost, ${count(gained)} gained, ${pValue(test.pValue)}.`,
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
