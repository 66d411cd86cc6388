import { outputIsProbability } from "#experiment/outcomes/output-probability.ts";
import type { Notice } from "#experiment/result.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import { OutputErrors, type OutputKind } from "#numerics/errors/output-errors.ts";
import type { ItemOutputs } from "./item-outputs.ts";

/**
 * The outputs of both variants, compared item by item. An output is left out, with a notice, where it does not have
 * the same number of values in both, as boxes have that a detector sorts out itself.
 */
export class OutputComparer {
  readonly #errors: Map<string, OutputErrors | null>;
  readonly #varying = new Map<string, number>();

  /** @param classScores the output that holds class scores; null for a model that is no classifier */
  constructor(
    names: readonly string[],
    private readonly classScores: string | null,
  ) {
    this.#errors = new Map(names.map((name) => [name, null]));
  }

  add(fp32: ItemOutputs, quantized: ItemOutputs): void {
    for (const name of this.#errors.keys()) {
      const before = fp32.get(name);
      const after = quantized.get(name);
      if (!before || !after || before.values.length !== after.values.length) {
        this.#varying.set(name, (this.#varying.get(name) ?? 0) + 1);
        continue;
      }
      const errors =
        this.#errors.get(name) ?? new OutputErrors(name, before.shape, this.#kindOf(name, before.values));
      this.#errors.set(name, errors);
      errors.add(before.values, after.values);
    }
  }

  /** Of the outputs that could be compared for every item so far. */
  results(): OutputComparison[] {
    return [...this.#errors].flatMap(([name, errors]) =>
      errors && !this.#varying.has(name) ? errors.result() : [],
    );
  }

  /** The outputs that could not be compared, and those that hold NaN or infinities. */
  notices(): Notice[] {
    const varying = [...this.#varying].map(
      ([output, count]): Notice => ({
        code: "output.not-comparable",
        details: { output, count },
      }),
    );
    const broken = this.results().flatMap(({ name: output, items, notFinite }): Notice[] => {
      const { fp32Only, quantizedOnly, both } = notFinite;
      if (fp32Only + quantizedOnly + both === 0) return [];
      return [{ code: "output.not-finite", details: { output, items, ...notFinite } }];
    });
    return [...varying, ...broken];
  }

  #kindOf(name: string, values: Float32Array): OutputKind {
    if (name !== this.classScores) return "values";
    return outputIsProbability(values, 1) ? "probabilities" : "logits";
  }
}
