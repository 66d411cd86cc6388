import { CosineAccumulator } from "./cosine.ts";
import { ErrorAccumulator } from "./errors.ts";
import { klDivergence } from "./kl-divergence.ts";
import type { OutputComparison } from "./report.ts";

/** What the values of an output are: class scores, before or behind softmax, or anything else. */
export type OutputKind = "logits" | "probabilities" | "values";

/** One output of the quantized model against FP32's, item by item, in memory that does not grow with the items. */
export class OutputErrors {
  readonly #errors = new ErrorAccumulator();
  readonly #cosine = new CosineAccumulator();
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
    this.#errors.add(fp32, quantized);
    this.#cosine.add(fp32, quantized);
    if (this.kind !== "values") this.#divergence += klDivergence(fp32, quantized, this.kind);
    this.#items++;
  }

  /** Of everything so far; the divergence is the mean over items. */
  result(): OutputComparison {
    const { name, shape, kind } = this;
    return {
      name,
      shape: [...shape],
      ...this.#errors.result(),
      cosine: this.#cosine.result(),
      klDivergence: kind === "values" || this.#items === 0 ? null : this.#divergence / this.#items,
    };
  }
}
