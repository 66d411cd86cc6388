import { EngineSession } from "#engine/runtime/session.ts";
import { breathe } from "#engine/runtime/yield.ts";
import { commonTensors } from "#engine/sweep/common-tensors.ts";
import { partBehind } from "#engine/sweep/cut.ts";
import { type Frontier, frontiersOf } from "#engine/sweep/frontier.ts";
import { feedsFor, Prefix } from "#engine/sweep/prefix.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { Fp32Side } from "./fp32-side.ts";
import type { ItemScores } from "./item-scores.ts";
import type { SweepBatch } from "./sweep-batches.ts";

/** Frontiers tried for one variant before it is run from where the last one was. */
const MAX_TRIES = 3;

export interface VariantRunnerOptions {
  fp32: Fp32Side;
  batches: readonly SweepBatch[];
  /** Dimensions of the inputs for one item, or for one batch where that is fixed. */
  itemDims: ReadonlyMap<string, readonly number[]>;
  isFixed: boolean;
  signal: AbortSignal;
}

/**
 * Evaluates networks that have their beginnings in common with a base network, one after the other, each from the last
 * frontier up to which it computes what the base does. What the base gives there is computed once, for all
 * pictures, as the networks that are asked for begin to differ further and further on.
 */
export class VariantRunner {
  readonly #prefix: Prefix;
  readonly #frontiers: readonly Frontier[];

  constructor(
    private readonly base: ModelProto,
    private readonly options: VariantRunnerOptions,
  ) {
    const { fp32, batches, itemDims, isFixed, signal } = options;
    this.#frontiers = frontiersOf(base, itemDims, !isFixed);
    this.#prefix = new Prefix(base, {
      batches: batches.map(({ rows }) => rows),
      source: fp32.evaluation.source,
      outputs: [fp32.output],
      signal,
    });
  }

  /** @throws DOMException `AbortError` between two batches once the signal has fired */
  async run(variant: ModelProto): Promise<ItemScores> {
    const { fp32, batches, signal } = this.options;
    const part = await this.#partToRun(variant);
    const session = await EngineSession.create(writeModel(part), { backend: "wasm" });
    const scores = fp32.scores();
    try {
      for (const [i, batch] of batches.entries()) {
        await breathe(signal);
        const values = await this.#prefix.feeds(i);
        const outputs = await session.run(feedsFor(session, values), [fp32.output]);
        await fp32.score(scores, batch, outputs);
      }
      return scores;
    } finally {
      await session.release();
    }
  }

  /** Moves the prefix as far as the variant agrees with it, and cuts the variant there. */
  async #partToRun(variant: ModelProto): Promise<ModelProto> {
    const common = commonTensors(this.base, variant);
    const cutAt = ({ tensors }: Frontier) =>
      tensors.every(({ name }) => common.has(name)) ? partBehind(variant, tensors) : null;
    let tries = 0;
    for (const frontier of this.#frontiers.toReversed()) {
      if (tries >= MAX_TRIES || !this.#prefix.isOpen(frontier)) continue;
      const part = cutAt(frontier);
      if (!part) continue;
      if (await this.#prefix.moveTo(frontier)) return part;
      tries++;
    }
    const { frontier } = this.#prefix;
    const here = frontier && cutAt(frontier);
    if (frontier && !here) this.#prefix.restart();
    return here ?? variant;
  }
}
