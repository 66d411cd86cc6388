import type { NpyArray } from "./npy.ts";

/** An array beside the items of a set: what another input of a model gets with them. */
export interface Field {
  /** Path of its file without the ending, which is the array's name in an .npz. */
  name: string;
  /** Of one item's row, or of the whole where all items share it. */
  dims: readonly number[];
  /** One row for each item, in the order of the items. */
  perItem: boolean;
  data: Float32Array;
}

/** The array as what goes beside `count` items. */
export function toField(path: string, { dims, data }: NpyArray, count: number): Field {
  const perItem = dims.length > 0 && dims[0] === count;
  return {
    name: path.replace(/\.npy$/i, ""),
    dims: perItem ? dims.slice(1) : dims,
    perItem,
    data: data instanceof Float32Array ? data : Float32Array.from(data),
  };
}

const key = (name: string) => name.replace(/:0$/, "").replace(/\W+/g, "_").toLowerCase();

/** Whether an array is called like an input of a model: with or without its folder, TensorFlow's `:0`, and in any case. */
export function isNamedLike(array: string, input: string): boolean {
  const name = array.replace(/\.npy$/i, "");
  return key(name) === key(input) || key(name.slice(name.lastIndexOf("/") + 1)) === key(input);
}

/** What is known of an array that holds items: which file it is of, and how many. */
interface ItemArray {
  path: string;
  archive: string | null;
  dims: readonly number[];
  items: { readonly length: number };
}

/**
 * Tells arrays that hold more of the same items (`x_1.npy`, `x_2.npy`: twice as many) from those that hold another input
 * of them (`image`, `mask`). Arrays of one .npz with as many items go together; loose ones do where their names are all
 * inputs of the model, or where their items differ in shape.
 *
 * @param inputs names of the model's inputs, that of the images first; none where no model is known
 * @returns those that go beside another
 */
export function parallelArrays<T extends ItemArray>(arrays: readonly T[], inputs: readonly string[]): Set<T> {
  const beside = new Set<T>();
  const groups = new Map<string, T[]>();
  for (const array of arrays) {
    const kin = `${array.items.length} ${array.archive ?? ""}`;
    groups.set(kin, [...(groups.get(kin) ?? []), array]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    const areInputs = group.every(({ path }) => inputs.some((input) => isNamedLike(path, input)));
    const differ = group.some(({ dims }) => dims.join() !== first.dims.join());
    if (first.archive === null && !areInputs && !differ) continue;
    const main = mainOf(group, inputs);
    for (const each of group) if (each !== main) beside.add(each);
  }
  return beside;
}

/** The array of the model's first input that has one here, else the first. */
export function mainOf<T extends { path: string }>(group: readonly T[], inputs: readonly string[]): T {
  for (const input of inputs) {
    const named = group.find(({ path }) => isNamedLike(path, input));
    if (named) return named;
  }
  return group[0];
}
