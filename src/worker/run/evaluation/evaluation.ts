import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import type { BatchResult } from "#engine/runtime/batch-loop.ts";
import type { EngineSession } from "#engine/runtime/session.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Answers, Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { EvaluationSnapshot } from "#protocol/messages.ts";
import type { Score } from "#statistics/statistics.ts";
import { type ItemSource, itemSource } from "../../items/item-source.ts";
import type { LoadedData } from "../../open/loaded-data.ts";
import type { LoadedModel } from "../../open/loaded-model.ts";
import type { RunPhaseClock } from "../run-clock.ts";
import { type Fp32Outputs, itemOutputs, OutputComparer } from "./outputs.ts";
import {
  answersOf,
  type EvaluationLabels,
  evaluationLabels,
  missingPredictions,
  shiftedScore,
  tally,
  tallyBaseline,
  unpredicted,
} from "./tally.ts";

/**
 * The evaluation items of one run and what both variants give for them. A dynamically quantized model sees
 * one image at a time, unless its batch is fixed: DynamicQuantizeLinear takes its range from the whole batch, so
 * in company an image would be rounded, and perhaps classified, otherwise than alone, which is how the model is
 * used and timed. A model that is no classifier sees one at a time, too: its outputs are large, or not in rows.
 */
export class Evaluation {
  readonly indices: Uint32Array;
  readonly source: ItemSource;
  readonly labels: EvaluationLabels;
  readonly comparer: OutputComparer;
  readonly #quantized: Int32Array;
  readonly #total: number;
  readonly #names: readonly string[];

  constructor(
    private readonly model: LoadedModel,
    data: LoadedData,
    private readonly recipe: Recipe,
    private readonly clock: RunPhaseClock,
    private readonly signal: AbortSignal,
  ) {
    const { classCount, outputs } = model.summary;
    this.indices = data.evaluationIndices(recipe.evaluation);
    this.source = itemSource(data.evaluation, model.input, recipe.preprocess, signal);
    this.#total = data.evaluation.labels.length;
    this.#quantized = new Int32Array(this.#total).fill(UNKNOWN);
    this.labels = evaluationLabels(data, classCount);
    this.#names = model.numericOutputs;
    this.comparer = new OutputComparer(this.#names, classCount === null ? null : outputs[0].name);
  }

  /** Most items that the quantized model may see at a time; no limit where undefined. */
  get quantizedBatch(): number | undefined {
    return this.recipe.mode === "dynamic" ? 1 : this.#largestBatch;
  }

  /** Runs the FP32 session on those of `indices` that no earlier run has seen. */
  async fp32(session: EngineSession, indices: Uint32Array): Promise<void> {
    const known = this.fp32Outputs(session);
    await this.#predict(session, indices, known.predictions, this.#largestBatch, (run, batch) => {
      run.forEach((index, row) => {
        known.put(index, itemOutputs(batch.outputs, batch.rows, row));
      });
    });
  }

  /** Runs the quantized session, and compares what it gives with FP32's, which is run again where it was not kept. */
  async quantized(session: EngineSession, fp32: EngineSession, indices: Uint32Array): Promise<void> {
    const known = this.fp32Outputs(fp32);
    const compare = async (run: Uint32Array, { outputs, feeds, rows }: BatchResult) => {
      const sound = [...run.keys()].filter((row) => !this.source.damaged.has(run[row]));
      if (sound.some((row) => known.get(run[row]) === null)) {
        const again = await fp32.run(feeds, this.#names);
        run.forEach((index, row) => {
          known.put(index, itemOutputs(again, rows, row));
        });
        for (const row of sound)
          this.comparer.add(itemOutputs(again, rows, row), itemOutputs(outputs, rows, row));
        return;
      }
      for (const row of sound) {
        const before = known.get(run[row]);
        if (before) this.comparer.add(before, itemOutputs(outputs, rows, row));
      }
    };
    await this.#predict(session, indices, this.#quantized, this.quantizedBatch, compare);
  }

  /** FP32 scores on `indices`, before there is anything to compare them with. */
  baseline(session: EngineSession, indices: Uint32Array): EvaluationSnapshot {
    return tallyBaseline(this.labels, this.fp32Outputs(session).predictions, this.sound(indices));
  }

  /** Why FP32 may be wrong on `indices`: its score were every label one lower, or higher, and labelled items without a prediction. */
  fp32Evidence(
    session: EngineSession,
    indices: Uint32Array,
  ): { shifted: { shift: number; score: Score }[]; unpredicted: number } {
    const { predictions } = this.fp32Outputs(session);
    const sound = this.sound(indices);
    const scoreAt = (shift: number) => shiftedScore(this.labels, predictions, sound, shift);
    return {
      shifted: [-1, 1].map((shift) => ({ shift, score: scoreAt(shift) })),
      unpredicted: unpredicted(this.labels, predictions, sound),
    };
  }

  /** Both variants on `indices`. */
  compare(session: EngineSession, indices: Uint32Array) {
    const { predictions } = this.fp32Outputs(session);
    return {
      ...tally(this.labels, predictions, this.#quantized, this.sound(indices)),
      outputs: this.comparer.results(),
    };
  }

  /** A model that came quantized, on `indices`: it stands for both variants. */
  unchanged(session: EngineSession, indices: Uint32Array) {
    const { predictions } = this.fp32Outputs(session);
    return tally(this.labels, predictions, predictions, this.sound(indices));
  }

  /** Labels and FP32's answers on `indices`; null where the model is no classifier. */
  answers(session: EngineSession, indices: Uint32Array): Answers | null {
    const sound = this.sound(indices);
    const { predictions } = this.fp32Outputs(session);
    return this.labels.classCount > 0 ? answersOf(this.labels, predictions, sound) : null;
  }

  /** What is to be said of what the models gave for `indices`; the quantized one where it was run. */
  notices(session: EngineSession, indices: Uint32Array): Notice[] {
    const { predictions } = this.fp32Outputs(session);
    return [
      ...missingPredictions(predictions, this.#quantized, this.sound(indices)),
      ...this.comparer.notices(),
    ];
  }

  /** Those of `indices` that are not known to be damaged. @throws LabError `data.decode-failed` if all are */
  sound(indices: Uint32Array): Uint32Array {
    const { damaged } = this.source;
    const sound = damaged.size > 0 ? indices.filter((index) => !damaged.has(index)) : indices;
    const [first] = damaged.values();
    if (sound.length === 0 && first) throw new LabError(first.code, first.details, { cause: first });
    return sound;
  }

  /** What that session has given so far, in this run and earlier ones. */
  fp32Outputs({ runtime }: EngineSession): Fp32Outputs {
    return this.model.fp32Outputs(canonicalJson([this.recipe.preprocess, runtime.backend]), this.#total);
  }

  get #largestBatch(): number | undefined {
    return this.model.summary.task === "other" ? 1 : undefined;
  }

  async #predict(
    session: EngineSession,
    indices: Uint32Array,
    predictions: Int32Array,
    maxBatch: number | undefined,
    onBatch: (run: Uint32Array, batch: BatchResult) => void | Promise<void>,
  ): Promise<void> {
    const known = indices.filter((index) => predictions[index] !== UNKNOWN).length;
    this.clock.skip(known);
    const { outputs, classCount } = this.model.summary;
    await predictMissing(session, this.source, indices, predictions, {
      outputName: outputs[0].name,
      classCount,
      fetches: this.#names,
      fixedBatch: this.model.input.fixedBatch,
      maxBatch,
      signal: this.signal,
      onBatch: async (run, batch) => {
        await onBatch(run, batch);
        this.clock.advance(run.length);
      },
    });
  }
}

/** Images evaluated before the first result is shown. */
const FIRST = 128;
/** Images evaluated between two later results. */
const CHUNK = 256;

/** The evaluation images in the parts in which they are run; no batch spans two of them. */
export function evaluationChunks(indices: Uint32Array): Uint32Array[] {
  const chunks = [indices.subarray(0, FIRST)];
  for (let start = FIRST; start < indices.length; start += CHUNK)
    chunks.push(indices.subarray(start, start + CHUNK));
  return chunks;
}
