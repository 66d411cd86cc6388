import { FEWEST, guessedClasses, nearChance } from "#experiment/outcomes/near-chance.ts";
import type { FindingAction } from "#experiment/report.ts";
import type { Notice } from "#experiment/result.ts";
import { formatCount, formatCounted, formatShare } from "#words/format.ts";
import { formatPValue } from "#words/statistics.ts";
import type { Case } from "../case.ts";
import { clear, found, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** What the run's own notice found to be the cause. */
const CAUSES: Record<string, { cause: string; action: FindingAction }> = {
  "labels-shifted": {
    cause: "The labels are numbered from another start than the model's classes.",
    action: { kind: "show", label: "Choose other images", place: "images" },
  },
  "other-model": {
    cause: "These images belong to another model: they have another number of classes.",
    action: { kind: "show", label: "Choose other images", place: "images" },
  },
  preprocess: {
    cause: "The preprocessing is not the one that the model was trained with.",
    action: { kind: "show", label: "Check the preprocessing", place: "preprocessing" },
  },
  "no-prediction": {
    cause: "The scores of FP32 itself are NaN or infinite, so that it predicts no class.",
    action: { kind: "show", label: "Show the layers", place: "layers" },
  },
  tensors: {
    cause: "The tensors are not scaled as the model was trained, or class numbers are not the model's own.",
    action: { kind: "show", label: "Choose other images", place: "images" },
  },
  images: {
    cause: "These are other images than those that the model is known for, and harder for it.",
    action: { kind: "show", label: "Choose other images", place: "images" },
  },
};
const UNKNOWN_CAUSE: (typeof CAUSES)[string] = {
  cause: "Preprocessing or class numbers are not those that the model was trained with.",
  action: { kind: "show", label: "Check the preprocessing", place: "preprocessing" },
};

const noticeOf = (notices: readonly Notice[], wanted: Notice["code"]) =>
  notices.find(({ code }) => code === wanted);
const causeOf = (notice: Notice | undefined) => CAUSES[String(notice?.details.cause)] ?? UNKNOWN_CAUSE;

/** FP32 is no better than guessing, or worse than it is known to be: the cause is not quantization. */
export const fp32NearChance = {
  id: "near-chance",
  symptom: "FP32 itself is near chance, or not what it is known for",
  learn:
    "Quantization is compared with FP32, so FP32 must be sound first. A network that was trained on other colours, another scale or another order of classes guesses, and every later number is about guesses.",
  check,
} as const satisfies Symptom;

function check({ run }: Case): Verdict {
  const { top1, perClass } = run.fp32;
  if (top1.total === 0)
    return noEvidence(
      run.agreement.total === 0
        ? "The model is no classifier: what guessing would give is not known."
        : "Without labels it cannot be told whether FP32 itself is right.",
    );
  if (top1.total < FEWEST)
    return noEvidence(
      `${formatCounted(top1.total, "labelled image")} cannot tell accuracy from guessing: too few.`,
    );
  const classes = guessedClasses(perClass);
  const { nearChance: isNear, pValue: p, chance } = nearChance(top1.correct, top1.total, classes);
  const evidence = `FP32 classifies ${formatCount(top1.correct)} of ${formatCount(top1.total)} labelled images correctly (${formatShare(top1.correct / top1.total)}); guessing among ${formatCount(classes)} classes gives ${formatShare(chance)} (${formatPValue(p)}).`;
  if (isNear) {
    const notice = noticeOf(run.notices, "fp32.near-chance");
    return found({ grade: "likely", evidence: [evidence], ...causeOf(notice) });
  }
  const departs = noticeOf(run.notices, "fp32.departs");
  const known = Number(departs?.details.knownCorrect) / Number(departs?.details.knownTotal);
  if (!departs || top1.correct / top1.total >= known) return clear(evidence);
  return found({
    grade: "likely",
    evidence: [
      evidence,
      `The model is known to classify ${formatShare(known)} of its own images correctly (${formatCount(Number(departs.details.knownTotal))} images; ${formatPValue(Number(departs.details.pValue))}).`,
    ],
    ...causeOf(departs),
  });
}
