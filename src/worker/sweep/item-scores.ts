import type { NamedTensor } from "#engine/runtime/session.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import { argmaxRows } from "#experiment/outcomes/predictions.ts";
import type { Flip } from "#experiment/result.ts";
import { judgedSqnrDb, OutputErrors } from "#numerics/errors/output-errors.ts";
import type { SweepWhole } from "#protocol/sensitivity.ts";
import type { Score } from "#statistics/statistics.ts";
import type { EvaluationLabels } from "../run/evaluation/evaluation-labels.ts";
import { tally } from "../run/evaluation/tally.ts";

/** FP32's answers, with which a variant's are compared. */
export interface Fp32Answers {
  /** One class per item of the split; all alike for a model that is no classifier. */
  predictions: Int32Array;
  labels: EvaluationLabels;
  /** Whether the first output holds class scores. */
  isClassifier: boolean;
}

/** What one variant gives for the evaluation pictures, taken in batch by batch and scored at the end. */
export class ItemScores {
  readonly #predictions: Int32Array;
  readonly #errors = new OutputErrors("", [], "values");
  #isComparable = true;

  constructor(private readonly fp32: Fp32Answers) {
    this.#predictions = new Int32Array(fp32.predictions.length);
  }

  /** Takes in the predictions of a batch of `rows`, of which those at the front are the items at `indices`. */
  addPredictions(indices: Uint32Array, rows: number, { data }: NamedTensor): void {
    if (!this.fp32.isClassifier) return;
    const classes = argmaxRows(data as Float32Array, rows);
    indices.forEach((index, row) => {
      this.#predictions[index] = classes[row];
    });
  }

  /** Takes in the first output of one item, as FP32 and as the variant have it; null where it has no row of its own. */
  addOutputs(before: Float32Array | null, after: Float32Array | null): void {
    if (before && after && before.length === after.length) this.#errors.add(before, after);
    else this.#isComparable = false;
  }

  /** Of the items at `indices`. */
  result(indices: Uint32Array): { whole: SweepWhole; flips: readonly Flip[]; fp32: { top1: Score } } {
    const { labels, predictions } = this.fp32;
    const { fp32, quantized, agreement, flips } = tally(labels, predictions, this.#predictions, indices);
    const { lost, gained } = pairedOutcome(flips, quantized.top1);
    const outputSqnrDb = this.#isComparable ? judgedSqnrDb(this.#errors.result()) : Number.NaN;
    return {
      whole: { top1: quantized.top1, lost, gained, agreement, outputSqnrDb },
      flips,
      fp32: { top1: fp32.top1 },
    };
  }
}
