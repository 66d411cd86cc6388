import { CosineAccumulator } from "./cosine.ts";
import type { TensorError } from "./errors.ts";
import { ErrorAccumulator } from "./errors.ts";
import { klDivergence } from "./kl-divergence.ts";

/** Items whose output holds NaN or an infinity. */
export interface NotFiniteItems {
  /** In FP32, and not in the quantized model. */
  fp32Only: number;
  /** In the quantized model where FP32 gives numbers: harm. */
  quantizedOnly: number;
  both: number;
}

/**
 * One output of the model: the quantized model's against FP32's, over the evaluation items that are finite in both.
 * All figures are NaN where there is no such item.
 */
export interface OutputComparison extends TensorError {
  name: string;
  /** Of one item, without the batch. */
  shape: number[];
  /** `Σ x·x̂ / √(Σx² · Σx̂²)`, −1..1; 1 where both are zero throughout, 0 where one of them is. */
  cosine: number;
  /**
   * Mean over items of Σ p·ln(p / p̂), in nats, of the class probabilities that a classifier's output gives; null for
   * other outputs.
   */
  klDivergence: number | null;
  /** Items that both models have run, those left out included. */
  items: number;
  /** Items that are left out of all figures. */
  notFinite: NotFiniteItems;
}

/** What an output holds: class scores before or after softmax, or other values. */
export type OutputKind = "logits" | "probabilities" | "values";

/** Of an output that is finite for every item. */
export const ALL_FINITE: NotFiniteItems = { fp32Only: 0, quantizedOnly: 0, both: 0 };

/**
 * One output of the quantized model against FP32's, item by item, in memory that does not grow with the items. An item
 * that holds NaN or an infinity in one of the models is counted, and left out of every figure.
 */
export class OutputErrors {
  readonly #errors = new ErrorAccumulator();
  readonly #cosine = new CosineAccumulator();
  readonly #notFinite = { ...ALL_FINITE };
  #divergence = 0;
  #items = 0;

  /** @param shape of one item */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    private readonly kind: OutputKind,
  ) {}

  /** Takes in the output for one item. Throws RangeError when the lengths differ. */
  add(fp32: Float32Array, quantized: Float32Array): void {
    this.#items++;
    if (!this.#errors.addFinite(fp32, quantized)) {
      const holdsNumbers = (values: Float32Array) => values.every((value) => Number.isFinite(value));
      this.#notFinite[holdsNumbers(fp32) ? "quantizedOnly" : holdsNumbers(quantized) ? "fp32Only" : "both"]++;
      return;
    }
    this.#cosine.add(fp32, quantized);
    if (this.kind !== "values") this.#divergence += klDivergence(fp32, quantized, this.kind);
  }

  /** Of everything so far; the divergence is the mean over the items that are finite in both, NaN where none is. */
  result(): OutputComparison {
    const { name, shape, kind } = this;
    const notFinite = { ...this.#notFinite };
    const finite = this.#items - notFinite.fp32Only - notFinite.quantizedOnly - notFinite.both;
    return {
      name,
      shape: [...shape],
      ...this.#errors.result(),
      cosine: this.#cosine.result(),
      klDivergence: kind === "values" ? null : this.#divergence / finite,
      items: this.#items,
      notFinite,
    };
  }
}

/**
 * The SQNR in dB by which an output is judged: NaN, which ranks below all others, where the quantized model gives NaN
 * or an infinity for an item that FP32 has numbers for, or no item can be compared.
 */
export const judgedSqnrDb = ({
  sqnrDb,
  notFinite,
}: Pick<OutputComparison, "sqnrDb" | "notFinite">): number =>
  notFinite.quantizedOnly > 0 ? Number.NaN : sqnrDb;

/** Orders SQNRs, the worst first: NaN, then −Infinity, and +Infinity last. */
export function worstFirst(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a === b ? 0 : a - b;
}

/** The output that lost most; null where none has been compared. */
export const worstOutput = (outputs: readonly OutputComparison[]): OutputComparison | null =>
  outputs.toSorted((a, b) => worstFirst(judgedSqnrDb(a), judgedSqnrDb(b))).at(0) ?? null;
