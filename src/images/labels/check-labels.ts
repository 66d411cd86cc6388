import { UNLABELLED } from "./assign-labels.ts";

/** Labels that a model can be measured by. */
export interface CheckedLabels {
  /** As given, but −1 where a label is no class of the model. */
  labels: Int32Array;
  labelled: number;
  /** How many labels are no class of the model, and the largest of them. */
  outside: { count: number; largest: number };
}

/**
 * Tells labels from 0 to `classCount` − 1 from those a model with so many classes cannot have.
 *
 * @param labels −1 where there is none
 * @param offset added to each label first: 1 for a head whose class 0 is the background (see `labelOffset`)
 */
export function checkLabels(labels: Int32Array, classCount: number, offset = 0): CheckedLabels {
  const checked = new Int32Array(labels.length).fill(UNLABELLED);
  const outside = { count: 0, largest: UNLABELLED };
  let labelled = 0;
  labels.forEach((label, i) => {
    if (label < 0) return;
    if (label + offset < classCount) {
      checked[i] = label + offset;
      labelled++;
    } else {
      outside.count++;
      outside.largest = Math.max(outside.largest, label);
    }
  });
  return { labels: checked, labelled, outside };
}

/**
 * What to add to a label to get the model's class: 1 where the model has just one class more than the set, as
 * TensorFlow's ImageNet heads with their 1001 outputs have a background class in front, else 0.
 *
 * @param outputSize classes of the model
 * @param labelClasses classes of the labels: as many as there are names, else the known size of the list (1000 for ImageNet)
 */
export function labelOffset(outputSize: number, labelClasses: number): 0 | 1 {
  return outputSize === labelClasses + 1 && labelClasses >= 1000 ? 1 : 0;
}
