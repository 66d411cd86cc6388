import { LabError } from "#failures/lab-error.ts";

/** Grey or RGB pixels, 8 bits each, interleaved row by row: `height · width · channels` bytes. */
export interface RawPixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** One thing to feed to a network, as it was found: an encoded image, bare pixels, or a tensor that needs no preprocessing. */
export type ItemContent =
  | { kind: "encoded"; readonly blob: Blob; readonly bytes?: Uint8Array<ArrayBuffer> | undefined }
  | ({ kind: "pixels" } & RawPixels)
  | { kind: "tensor"; data: Float32Array; dims: readonly number[] };

/** An image or tensor of a set. */
export interface Item {
  /** Path within the dropped folder or archive, or `file[index]` within a data file. */
  path: string;
  content: ItemContent;
}

/**
 * The tensors at `indices` as one batch `[n, …dims]`, in that order: what is stored is fed as it is, no preprocessing.
 *
 * @param dims of one item's input; a size of the model that is not known is null and takes any
 * @throws LabError `data.shape-mismatch` (name, actual, expected) for an item of another shape, or one that is no tensor
 */
export function tensorBatch(
  items: readonly Item[],
  indices: ArrayLike<number>,
  dims: readonly (number | null)[],
): Float32Array {
  const parts = Array.from(indices, (index) => tensorOf(items[index], dims));
  const length = parts[0]?.length ?? 0;
  const batch = new Float32Array(parts.length * length);
  parts.forEach((part, i) => {
    if (part.length !== length) throw mismatch(items[indices[i]], dims);
    batch.set(part, i * length);
  });
  return batch;
}

function tensorOf(item: Item, dims: readonly (number | null)[]): Float32Array {
  const { content } = item;
  const fits =
    content.kind === "tensor" &&
    content.dims.length === dims.length &&
    dims.every((dim, i) => dim === null || dim === content.dims[i]);
  if (!fits) throw mismatch(item, dims);
  return content.data;
}

function mismatch({ path, content }: Item, dims: readonly (number | null)[]): LabError {
  return new LabError("data.shape-mismatch", {
    what: "input",
    name: path,
    actual: content.kind === "tensor" ? content.dims.join("×") : "a picture",
    expected: dims.map((dim) => dim ?? "any").join("×"),
  });
}
