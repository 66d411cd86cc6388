import { type Field, isNamedLike } from "#images/containers/fields.ts";

/** What lies beside the items of one split for other inputs of a model. */
export class ItemFields {
  /** @param at place of each item of the split among the rows of the fields */
  constructor(
    readonly all: readonly Field[],
    private readonly at: Uint32Array,
  ) {}

  /** The field that has the name of an input; null where there is none. */
  named(input: string): Field | null {
    return this.all.find(({ name }) => isNamedLike(name, input)) ?? null;
  }

  /** The rows of the items at `indices`, one after the other; of a field that they share, itself as often. */
  rows({ data, perItem, dims }: Field, indices: Uint32Array): Float32Array {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const out = new Float32Array(size * indices.length);
    indices.forEach((index, i) => {
      const from = perItem ? this.at[index] * size : 0;
      out.set(data.subarray(from, from + size), i * size);
    });
    return out;
  }
}
