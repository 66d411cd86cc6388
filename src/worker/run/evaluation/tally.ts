import { NO_CLASS } from "#experiment/outcomes/predictions.ts";
import type { Answers, Flip, Notice } from "#experiment/result.ts";
import { checkLabels, labelOffset } from "#images/labels/check-labels.ts";
import type { EvaluationSnapshot } from "#protocol/messages.ts";
import type { Score } from "#statistics/statistics.ts";
import type { LoadedData } from "../../open/loaded-data.ts";

/** The labels of the evaluation split as a model can be measured by them. */
export interface EvaluationLabels {
  /** Class of the model that each item has, −1 where it has none. */
  classes: Int32Array;
  /** Subtracted from a class of the model, gives the class of the data set. */
  offset: number;
  /** Classes of the data set that can be told apart; 0 where the model is no classifier. */
  classCount: number;
  notices: Notice[];
}

/** @param classCount of the model; null where it is no classifier, and labels say nothing of it */
export function evaluationLabels(data: LoadedData, classCount: number | null): EvaluationLabels {
  const { labels } = data.evaluation;
  if (classCount === null)
    return { classes: new Int32Array(labels.length).fill(-1), offset: 0, classCount: 0, notices: [] };
  const offset = labelOffset(classCount, data.classCount);
  const checked = checkLabels(labels, classCount, offset);
  const notices: Notice[] = [];
  if (offset > 0) notices.push({ code: "data.labels-shifted", details: { offset, classes: classCount } });
  if (checked.outside.count > 0) {
    const { count, largest } = checked.outside;
    notices.push({ code: "data.labels-beyond-classes", details: { count, classes: classCount, largest } });
  }
  return { classes: checked.labels, offset, classCount: classCount - offset, notices };
}

function score(
  { classes, offset, classCount }: EvaluationLabels,
  predictions: Int32Array,
  indices: Uint32Array,
) {
  const perClass: Score[] = Array.from({ length: classCount }, () => ({ correct: 0, total: 0 }));
  const top1: Score = { correct: 0, total: 0 };
  for (const index of indices) {
    if (classes[index] < 0) continue;
    const hit = predictions[index] === classes[index] ? 1 : 0;
    for (const each of [top1, perClass[classes[index] - offset]]) {
      each.correct += hit;
      each.total++;
    }
  }
  return { top1, perClass };
}

/** How many of the items with a label would be right if every label were `shift` higher. */
export function shiftedScore(
  { classes }: EvaluationLabels,
  predictions: Int32Array,
  indices: Uint32Array,
  shift: number,
): Score {
  const labelled = indices.filter((index) => classes[index] >= 0);
  const correct = labelled.filter((index) => predictions[index] === classes[index] + shift).length;
  return { correct, total: labelled.length };
}

/** How many of the items with a label get no prediction. */
export const unpredicted = (
  { classes }: EvaluationLabels,
  predictions: Int32Array,
  indices: Uint32Array,
): number => indices.filter((index) => classes[index] >= 0 && predictions[index] === NO_CLASS).length;

/** FP32 alone, before there is a quantized model to compare it with. */
export function tallyBaseline(
  labels: EvaluationLabels,
  fp32: Int32Array,
  indices: Uint32Array,
): EvaluationSnapshot {
  return {
    fp32: score(labels, fp32, indices),
    quantized: null,
    agreement: { correct: 0, total: 0 },
    flips: [],
    outputs: [],
  };
}

/**
 * Scores both variants on the items at `indices`, those with a label, and lists those on which they disagree, by
 * classes of the data set: −1 is no label, or a class that only the model has, and `NO_CLASS` no prediction. Where
 * a variant predicts nothing it does not agree with the other, even if that predicts nothing, too.
 */
export function tally(
  labels: EvaluationLabels,
  fp32: Int32Array,
  quantized: Int32Array,
  indices: Uint32Array,
): Omit<EvaluationSnapshot, "outputs"> & { quantized: { top1: Score; perClass: Score[] } } {
  const { classes, offset, classCount } = labels;
  const flips: Flip[] = [];
  const own = (index: number) => ownClass(index, offset);
  let agreeing = 0;
  for (const index of indices) {
    if (fp32[index] === quantized[index]) {
      if (fp32[index] !== NO_CLASS) agreeing++;
      continue;
    }
    const label = own(classes[index]);
    flips.push({ index, label, fp32: own(fp32[index]), quantized: own(quantized[index]) });
  }
  const isClassifier = classCount > 0;
  return {
    fp32: score(labels, fp32, indices),
    quantized: score(labels, quantized, indices),
    agreement: { correct: isClassifier ? agreeing : 0, total: isClassifier ? indices.length : 0 },
    flips,
  };
}

/** A class of the model as one of the data set; −1 for a class that only the model has, and for no label. */
const ownClass = (index: number, offset: number) =>
  index === NO_CLASS ? NO_CLASS : Math.max(-1, index - offset);

/** Labels and FP32's answers, by classes of the data set as in `tally`, in the order of `indices`. */
export function answersOf(
  { classes, offset }: EvaluationLabels,
  fp32: Int32Array,
  indices: Uint32Array,
): Answers {
  return {
    indices: indices.slice(),
    labels: Int32Array.from(indices, (index) => ownClass(classes[index], offset)),
    fp32: Int32Array.from(indices, (index) => ownClass(fp32[index], offset)),
  };
}

/** Items for which a variant predicts no class, if there are any. */
export function missingPredictions(fp32: Int32Array, quantized: Int32Array, indices: Uint32Array): Notice[] {
  const missing = (predictions: Int32Array) =>
    indices.reduce((count, index) => count + Number(predictions[index] === NO_CLASS), 0);
  const details = { fp32: missing(fp32), quantized: missing(quantized), total: indices.length };
  return details.fp32 + details.quantized > 0 ? [{ code: "output.no-prediction", details }] : [];
}
