import { batches } from "#engine/runtime/batch-loop.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { judgedSqnrDb } from "#numerics/errors/output-errors.ts";
import type { ItemSource } from "../items/item-source.ts";
import { itemSource } from "../items/split-source.ts";
import { type ItemOutputs, itemOutputs } from "../run/evaluation/item-outputs.ts";
import { OutputComparer } from "../run/evaluation/output-comparer.ts";
import type { Bench } from "./bench.ts";
import { evaluationOf } from "./measure-recipe.ts";

/** Calibration pictures that layers are tried on; the evaluation pictures stay unseen until a recipe is measured. */
const PICTURES = 16;

/** How far a model's output is from FP32's on the first calibration pictures, undamaged. */
export class OutputNoise {
  #reference: Promise<{ source: ItemSource; indices: Uint32Array; outputs: ItemOutputs[] }> | null = null;

  constructor(private readonly bench: Bench) {}

  /** Noise power by signal power of the first output that can be compared; NaN where none can. */
  async of(model: Uint8Array): Promise<number> {
    this.#reference ??= this.#fp32();
    const { source, indices, outputs } = await this.#reference;
    const comparer = new OutputComparer(this.bench.ground.model.numericOutputs, null);
    const session = await EngineSession.create(model, { backend: "wasm" });
    try {
      const found = await this.#outputs(session, source, indices);
      found.forEach((each, i) => {
        comparer.add(outputs[i], each);
      });
    } finally {
      await session.release();
    }
    const [first] = comparer.results();
    return first ? 10 ** (-judgedSqnrDb(first) / 10) : Number.NaN;
  }

  async #fp32() {
    const { recipe, ground } = this.bench;
    const { model, data, signal } = ground;
    const source = itemSource(data.calibration, model.input, recipe.preprocess, signal);
    const drawn = data.calibrationIndices(recipe.calibration).subarray(0, PICTURES);
    const indices = await source.sound(drawn);
    const outputs = await this.#outputs(await model.fp32Session("wasm"), source, indices);
    return { source, indices, outputs };
  }

  async #outputs(session: EngineSession, source: ItemSource, indices: Uint32Array): Promise<ItemOutputs[]> {
    const { recipe, ground } = this.bench;
    const { model, signal } = ground;
    const all: ItemOutputs[] = [];
    for await (const { outputs, rows, count } of batches(session, source, indices, {
      fixedBatch: model.input.fixedBatch,
      maxBatch: evaluationOf(ground, recipe).quantizedBatch,
      fetches: model.numericOutputs,
      signal,
    }))
      for (let row = 0; row < count; row++) all.push(itemOutputs(outputs, rows, row));
    return all;
  }
}
