import { type Feeds, feedsOf } from "#engine/runtime/input-source.ts";
import type { EngineSession, NamedTensor } from "#engine/runtime/session.ts";
import { floatsOf } from "#engine/runtime/tensor-data.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import { argmaxRows } from "#experiment/outcomes/predictions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Flip } from "#experiment/result.ts";
import { judgedSqnrDb, OutputErrors } from "#numerics/errors/output-errors.ts";
import type { SweepWhole } from "#protocol/sensitivity.ts";
import type { Score } from "#statistics/statistics.ts";
import { checkInput } from "../items/other-inputs.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { Evaluation, evaluationChunks } from "../run/evaluation/evaluation.ts";
import { type Fp32Outputs, itemOutputs } from "../run/evaluation/outputs.ts";
import { type EvaluationLabels, tally } from "../run/evaluation/tally.ts";

/** FP32's answers for the evaluation images, with which variants are compared. What an earlier run knows is not computed again. */
export class Fp32Side {
  readonly #known: Fp32Outputs;
  /** The model's first output of numbers. */
  readonly output: string;

  private constructor(
    private readonly model: LoadedModel,
    readonly evaluation: Evaluation,
    private readonly session: EngineSession,
  ) {
    this.#known = evaluation.fp32Outputs(session);
    [this.output] = model.numericOutputs;
  }

  /** @throws LabError as a run does where images and model do not fit */
  static async run(
    model: LoadedModel,
    data: LoadedData,
    recipe: Recipe,
    signal: AbortSignal,
  ): Promise<Fp32Side> {
    const evaluation = new Evaluation(model, data, recipe, { ...UNWATCHED, skip: () => {} }, signal);
    checkInput(model.input, evaluation.source.dims);
    const session = await model.fp32Session("wasm");
    await evaluation.fp32(session, evaluation.indices);
    return new Fp32Side(model, evaluation, session);
  }

  /** Evaluation images that can be read. */
  get sound(): Uint32Array {
    return this.evaluation.sound(this.evaluation.indices);
  }

  /** For the scores of one variant. */
  scores(): ItemScores {
    return new ItemScores({
      predictions: this.#known.predictions,
      labels: this.evaluation.labels,
      isClassifier: this.model.summary.classCount !== null,
    });
  }

  /** Adds what a variant gives for one batch to its scores. */
  async score(scores: ItemScores, { items, rows }: SweepBatch, outputs: Feeds): Promise<void> {
    const { output } = this;
    const { source } = this.evaluation;
    scores.addPredictions(items, rows.length, outputs[output]);
    const isKept = items.every((index) => source.damaged.has(index) || this.#known.get(index) !== null);
    const again = isKept ? null : await this.session.run(await feedsOf(source, rows), [output]);
    items.forEach((index, row) => {
      if (source.damaged.has(index)) return;
      const before = again ? itemOutputs(again, rows.length, row) : this.#known.get(index);
      const after = itemOutputs({ [output]: outputs[output] }, rows.length, row);
      scores.addOutputs(before?.get(output)?.values ?? null, after.get(output)?.values ?? null);
    });
  }
}

/** FP32's answers, with which a variant's are compared. */
interface Fp32Answers {
  /** One class per item of the split; all alike for a model that is no classifier. */
  predictions: Int32Array;
  labels: EvaluationLabels;
  /** Whether the first output holds class scores. */
  isClassifier: boolean;
}

/** What one variant gives for the evaluation images, taken in batch by batch and scored at the end. */
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
    const classes = argmaxRows(floatsOf({ data }), rows);
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

/** One run of a session. */
export interface SweepBatch {
  /** The evaluation images in it. */
  items: Uint32Array;
  /** All rows: those, and where the model's batch is fixed the last one again until it is full. */
  rows: Uint32Array;
}

/** A batch of so many rows, filled up where there are fewer items. */
export function sweepBatch(items: Uint32Array, length: number): SweepBatch {
  return { items, rows: Uint32Array.from({ length }, (_, row) => items[Math.min(row, items.length - 1)]) };
}

/** The evaluation images in batches of one size, divided up as a run divides them. */
export function sweepBatches(indices: Uint32Array, size: number, isFixed: boolean): SweepBatch[] {
  return evaluationChunks(indices).flatMap((chunk) =>
    Array.from({ length: Math.ceil(chunk.length / size) }, (_, batch) => {
      const items = chunk.subarray(batch * size, (batch + 1) * size);
      return sweepBatch(items, isFixed ? size : items.length);
    }),
  );
}
