import type { NamedTensor } from "./session.ts";

/** What a session is fed, by input. */
export type Feeds = Record<string, NamedTensor>;

/** Where a session's input comes from: any number of items, asked for by index, as one float32 batch. */
export interface InputSource {
  /** The model input that takes the images, or the first of a model that takes none. */
  readonly inputName: string;
  /** Dimensions of one item, without the batch. */
  readonly dims: readonly number[];
  /** The model takes one item at a time as it is, without a dimension that counts items; absent where there is one. */
  readonly unbatched?: boolean;
  /** The items at `indices`, in that order, `[n, …dims]`, row-major. May wait for a download. */
  batch(indices: Uint32Array): Promise<Float32Array>;
  /** What the model's other inputs get beside the items at `indices`; absent where the model has one input. */
  others?(indices: Uint32Array): Promise<Feeds>;
}

/** Dimensions of what the source's input gets for so many items. */
export const fedDims = (
  { dims, unbatched }: Pick<InputSource, "dims" | "unbatched">,
  rows: number,
): number[] => (unbatched ? [...dims] : [rows, ...dims]);

/** All that a session is fed for one run over the items at `indices`. */
export async function feedsOf(source: InputSource, indices: Uint32Array): Promise<Feeds> {
  const data = await source.batch(indices);
  const own = { data, dims: fedDims(source, indices.length) };
  // Without a prototype: a tensor may be called like what every object has.
  return Object.assign(Object.create(null), await source.others?.(indices), { [source.inputName]: own });
}
