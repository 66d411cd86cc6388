import { type Feeds, feedsOf } from "#engine/runtime/input-source.ts";
import type { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { checkInput } from "../run/evaluation/check-input.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";
import type { Fp32Outputs } from "../run/evaluation/fp32-outputs.ts";
import { itemOutputs } from "../run/evaluation/item-outputs.ts";
import { ItemScores } from "./item-scores.ts";
import type { SweepBatch } from "./sweep-batches.ts";

/** FP32's answers for the evaluation pictures, with which variants are compared. What an earlier run knows is not computed again. */
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

  /** @throws LabError as a run does where pictures and model do not fit */
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

  /** Evaluation pictures that can be read. */
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
