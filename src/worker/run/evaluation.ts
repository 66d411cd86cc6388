import type { Recipe } from "#core/recipe.ts";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import type { EngineSession } from "#engine/session.ts";
import type { EvaluationSnapshot } from "#protocol/messages.ts";
import type { LoadedData } from "../loaded-data.ts";
import type { LoadedModel } from "../loaded-model.ts";
import { PictureSource } from "../picture-source.ts";
import type { RunClock } from "./run-clock.ts";
import { tally, tallyBaseline } from "./tally.ts";

/**
 * The evaluation pictures of one run and what both variants predict on them. A dynamically quantized model sees
 * one picture at a time, unless its batch is fixed: DynamicQuantizeLinear takes its range from the whole batch, so
 * in company a picture would be rounded, and perhaps classified, otherwise than alone, which is how the model is
 * used and timed.
 */
export class Evaluation {
  readonly indices: Uint32Array;
  readonly source: PictureSource;
  readonly #quantized: Int32Array;
  readonly #total: number;

  constructor(
    private readonly model: LoadedModel,
    private readonly data: LoadedData,
    private readonly recipe: Recipe,
    private readonly clock: RunClock,
    private readonly signal: AbortSignal,
  ) {
    this.indices = data.evaluationIndices(recipe.evaluation);
    this.source = new PictureSource(model.input.name, data.evaluation, recipe.preprocess);
    this.#total = data.evaluation.labels.length;
    this.#quantized = new Int32Array(this.#total).fill(UNKNOWN);
  }

  /** Most pictures that the quantized model may see at a time; no limit where undefined. */
  get quantizedBatch(): number | undefined {
    return this.recipe.mode === "dynamic" ? 1 : undefined;
  }

  /** Predicts with the FP32 session those of `indices` that no earlier run has predicted. */
  fp32(session: EngineSession, indices: Uint32Array): Promise<void> {
    return this.#predict(session, indices, this.#fp32(session));
  }

  quantized(session: EngineSession, indices: Uint32Array): Promise<void> {
    return this.#predict(session, indices, this.#quantized, this.quantizedBatch);
  }

  /** FP32 scores on `indices`, before there is anything to compare them with. */
  baseline(session: EngineSession, indices: Uint32Array): EvaluationSnapshot {
    return tallyBaseline(this.data.evaluation.labels, this.#fp32(session), indices, this.data.classCount);
  }

  /** Both variants on `indices`. */
  compare(session: EngineSession, indices: Uint32Array) {
    const { labels } = this.data.evaluation;
    return tally(labels, this.#fp32(session), this.#quantized, indices, this.data.classCount);
  }

  #fp32({ runtime }: EngineSession): Int32Array {
    return this.model.fp32Predictions(JSON.stringify([this.recipe.preprocess, runtime.backend]), this.#total);
  }

  async #predict(
    session: EngineSession,
    indices: Uint32Array,
    predictions: Int32Array,
    maxBatch?: number,
  ): Promise<void> {
    const known = indices.filter((index) => predictions[index] !== UNKNOWN).length;
    this.clock.skip(known);
    await predictMissing(session, this.source, indices, predictions, {
      outputName: this.model.summary.outputs[0].name,
      classCount: this.data.classCount,
      fixedBatch: this.model.input.fixedBatch,
      maxBatch,
      signal: this.signal,
      onBatch: (count) => this.clock.advance(count),
    });
  }
}
