import { UNKNOWN } from "#engine/predict.ts";
import type { NamedTensor } from "#engine/runtime/session.ts";
import { floatsOf } from "#engine/runtime/tensor-data.ts";
import { outputIsProbability } from "#experiment/outcomes/output-probability.ts";
import type { Notice } from "#experiment/result.ts";
import { type OutputComparison, OutputErrors, type OutputKind } from "#numerics/errors/output-errors.ts";

/** What a model gives for one item, by output. */
export type ItemOutputs = ReadonlyMap<string, { values: Float32Array; shape: readonly number[] }>;

/**
 * The outputs of one item of a batch. An output without a row for each item is left out, unless the batch is of one.
 */
export function itemOutputs(
  outputs: Readonly<Record<string, NamedTensor>>,
  rows: number,
  row: number,
): ItemOutputs {
  const own = new Map<string, { values: Float32Array; shape: readonly number[] }>();
  for (const [name, tensor] of Object.entries(outputs)) {
    const values = floatsOf(tensor);
    const { dims } = tensor;
    if (dims.length > 0 && dims[0] === rows) {
      const length = values.length / rows;
      own.set(name, { values: values.subarray(row * length, (row + 1) * length), shape: dims.slice(1) });
    } else if (rows === 1) own.set(name, { values, shape: dims });
  }
  return own;
}

/** Memory for what FP32 gives for evaluation items: the scores of 1000 classes for 65,000 images. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * What the FP32 model has given for the items of the evaluation split, kept from run to run as far as memory
 * allows.
 */
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
