import { LabError } from "#core/lab-error.ts";
import type { Item, RawPixels } from "../items.ts";
import { readCifar } from "./cifar.ts";
import type { SkippedEntry } from "./entry.ts";
import type { KnownEntry } from "./expand.ts";
import { idxPictures, readIdx } from "./idx.ts";
import { LIMITS, MAX_ITEMS } from "./limits.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { type LabelArray, pairLabels } from "./pair-labels.ts";

/** Pictures or tensors from one data file; `labels` is null where the file holds none. */
export interface ItemBatch {
  path: string;
  items: Item[];
  labels: Int32Array | null;
}

export const ARRAY_KINDS: ReadonlySet<string> = new Set(["idx", "cifar", "npy"]);

/** Labels above this are no class indices. */
const MAX_LABEL = 99_999;

/**
 * Reads data files (IDX, CIFAR, NumPy) and gives each batch of pictures the labels that belong to it: its own
 * (CIFAR), or those of the file of labels that `pairLabels` finds. A damaged file among others is skipped.
 *
 * @throws LabError `data.too-large` for more bytes or items than the lab takes
 */
export async function readArrays(
  entries: readonly KnownEntry[],
  signal: AbortSignal,
): Promise<{ batches: ItemBatch[]; skipped: SkippedEntry[]; damage: LabError | null }> {
  const batches: ItemBatch[] = [];
  const labels: LabelArray[] = [];
  const skipped: SkippedEntry[] = [];
  let damage: LabError | null = null;
  for (const entry of entries) {
    signal.throwIfAborted();
    try {
      const content = await readArray(entry);
      if ("items" in content) batches.push(content);
      else labels.push(content);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== "data.invalid") throw error;
      damage ??= error;
      skipped.push({ path: entry.path, reason: String(error.details.problem) });
    }
  }
  for (const { path } of pairLabels(batches, labels)) {
    skipped.push({ path, reason: "no pictures go with these labels" });
  }
  return { batches, skipped, damage };
}

async function readArray({ path, blob, kind }: KnownEntry): Promise<ItemBatch | LabelArray> {
  checkLimit(path, "bytes", blob.size, LIMITS.totalBytes);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (kind === "cifar") {
    const { pictures, labels } = readCifar(bytes, path);
    return { path, items: pixelItems(path, pictures), labels: Int32Array.from(labels) };
  }
  const array = kind === "idx" ? readIdx(bytes, path) : readNpy(bytes, path);
  const items = itemsOf(path, array);
  if (items) return { path, items, labels: null };
  if (isLabelArray(array)) return { path, labels: Int32Array.from(array.data) };
  const shape = array.dims.join("×") || "one number";
  throw new LabError("data.invalid", {
    name: path,
    problem: `an array of ${shape} is neither pictures nor labels`,
  });
}

function checkLimit(name: string, what: string, found: number, limit: number): void {
  if (found > limit) throw new LabError("data.too-large", { name, what, found, limit });
}

/** `[n]` or `[n, 1]` of whole numbers. */
function isLabelArray({ dims, data }: NpyArray): boolean {
  const rank = dims.length === 2 && dims[1] === 1 ? 1 : dims.length;
  return rank === 1 && data.every((value) => Number.isInteger(value) && value >= 0 && value <= MAX_LABEL);
}

/** Bytes become pictures where the shape is that of pictures, floats become tensors; null for other shapes. */
function itemsOf(path: string, { dims: shape, data }: NpyArray): Item[] | null {
  // One colour picture on its own; as grey pictures it would be a heap of strips three pixels wide.
  const dims = data instanceof Uint8Array && shape.length === 3 && shape[2] === 3 ? [1, ...shape] : shape;
  if (dims.length < 3 || data.length === 0) return null;
  const [count, ...rest] = dims;
  checkLimit(path, "items", count, MAX_ITEMS);
  if (data instanceof Uint8Array) {
    const pictures = idxPictures({ dims, data }) ?? planarPictures({ dims, data });
    return pictures && pixelItems(path, pictures);
  }
  const size = data.length / count;
  const itemDims = rest.length === 2 ? [1, ...rest] : rest;
  return Array.from({ length: count }, (_, i) => ({
    path: `${path}[${i}]`,
    content: { kind: "tensor", data: data.subarray(i * size, (i + 1) * size), dims: itemDims },
  }));
}

/** `[n, 1 or 3, height, width]` bytes, PyTorch's order; null for other shapes. */
function planarPictures({ dims, data }: { dims: number[]; data: Uint8Array }): RawPixels[] | null {
  const [count, channels, height, width] = dims;
  if (dims.length !== 4 || (channels !== 1 && channels !== 3)) return null;
  const plane = height * width;
  return Array.from({ length: count }, (_, n) => {
    const out = new Uint8Array(plane * channels);
    for (let c = 0; c < channels; c++) {
      const from = (n * channels + c) * plane;
      for (let i = 0; i < plane; i++) out[i * channels + c] = data[from + i];
    }
    return { data: out, width, height, channels };
  });
}

const pixelItems = (path: string, pictures: readonly RawPixels[]): Item[] =>
  pictures.map((pixels, i) => ({ path: `${path}[${i}]`, content: { kind: "pixels", ...pixels } }));
