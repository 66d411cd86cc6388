import { UNKNOWN } from "#engine/predict.ts";
import type { ItemOutputs } from "./item-outputs.ts";

/** Memory for what FP32 gives for evaluation items: the scores of 1000 classes for 65,000 pictures. */
const MAX_BYTES = 256 * 2 ** 20;

/** What the FP32 model has given for the items of the evaluation split, kept from run to run as far as there is room. */
export class Fp32Outputs {
  readonly predictions: Int32Array;
  readonly #kept = new Map<number, ItemOutputs>();
  #bytes = 0;

  /** @param total items of the split */
  constructor(
    total: number,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.predictions = new Int32Array(total).fill(UNKNOWN);
  }

  get(index: number): ItemOutputs | null {
    return this.#kept.get(index) ?? null;
  }

  /** Keeps a copy, if there is room. */
  put(index: number, outputs: ItemOutputs): void {
    if (this.#kept.has(index)) return;
    let bytes = 0;
    for (const { values } of outputs.values()) bytes += values.byteLength;
    if (this.#bytes + bytes > this.maxBytes) return;
    this.#bytes += bytes;
    const copies = [...outputs].map(
      ([name, { values, shape }]) => [name, { values: values.slice(), shape }] as const,
    );
    this.#kept.set(index, new Map(copies));
  }
}
