import type { Notice } from "#experiment/result.ts";
import { checkLabels, labelOffset } from "#images/labels/check-labels.ts";
import type { LoadedData } from "../../open/loaded-data.ts";

/** The labels of the evaluation split as a model can be measured by them. */
export interface EvaluationLabels {
  /** Class of the model that each item has, −1 where it has none. */
  classes: Int32Array;
  /** To take from a class of the model for one of the data set's. */
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
