import { LabError } from "#core/lab-error.ts";
import type { Item, RawPixels } from "../items.ts";
import { readCifar } from "./cifar.ts";
import type { SkippedEntry } from "./entry.ts";
import type { KnownEntry } from "./expand.ts";
import { type Field, isNamedLike, mainOf, parallelArrays, toField } from "./fields.ts";
import { idxPictures, readIdx } from "./idx.ts";
import { LIMITS, MAX_ITEMS } from "./limits.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { pairLabels } from "./pair-labels.ts";

/** Pictures or tensors from one data file; `labels` is null where the file holds none. */
export interface ItemBatch {
  path: string;
  items: Item[];
  labels: Int32Array | null;
}

export const ARRAY_KINDS: ReadonlySet<string> = new Set(["idx", "cifar", "npy"]);

/** Labels above this are no class indices. */
const MAX_LABEL = 99_999;
/** An array of other size than the set goes with all items if it is as small as thresholds and sizes are. */
const MAX_SHARED = 16;

export interface ReadArraysOptions {
  signal: AbortSignal;
  /** Encoded pictures that the data files lie beside. */
  pictureCount?: number;
  /** Names of the model's inputs, that of the pictures first; none where no model is known. */
  inputs?: readonly string[];
}

export interface ReadArrays {
  batches: ItemBatch[];
  /** For other inputs of a model; only where the set is one batch, or encoded pictures. */
  fields: Field[];
  skipped: SkippedEntry[];
  damage: LabError | null;
}

/** A data file with what is in it. */
interface Found extends Pick<KnownEntry, "path" | "kind">, NpyArray {
  archive: string | null;
  items: Item[] | null;
  labels: Int32Array | null;
}

/**
 * Reads data files (IDX, CIFAR, NumPy) and gives each batch of pictures the labels that belong to it: its own
 * (CIFAR), or those of the file of labels that `pairLabels` finds. NumPy arrays beside a batch are kept for other
 * inputs of a model. A damaged file among others is skipped.
 *
 * @throws LabError `data.too-large` for more bytes or items than the lab takes
 */
export async function readArrays(
  entries: readonly KnownEntry[],
  { signal, pictureCount = 0, inputs = [] }: ReadArraysOptions,
): Promise<ReadArrays> {
  const found: Found[] = [];
  const skipped: SkippedEntry[] = [];
  let damage: LabError | null = null;
  for (const entry of entries) {
    signal.throwIfAborted();
    try {
      found.push(await readArray(entry));
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== "data.invalid") throw error;
      damage ??= error;
      skipped.push({ path: entry.path, reason: String(error.details.problem) });
    }
  }
  const batches = batchesOf(found, pictureCount, inputs);
  const rest = found.filter((each) => !batches.some((batch) => batch === each));
  const isInput = ({ path }: Found) => inputs.some((input) => isNamedLike(path, input));
  const labels = rest.filter((each) => isLabelArray(each) && !isInput(each));
  const files = labels.map(({ path, data }) => ({ path, labels: Int32Array.from(data) }));
  const unpaired = new Set([...pairLabels(batches, files)].map(({ path }) => path));

  const count = pictureCount > 0 ? pictureCount : (batches[0]?.items.length ?? 0);
  const isOneBatch = batches.length + Math.min(1, pictureCount) === 1;
  const fields: Field[] = [];
  for (const each of rest) {
    const { path, kind, dims, data } = each;
    const isLabels = labels.includes(each);
    if (isLabels && !unpaired.has(path)) continue;
    const fits = dims[0] === count || isInput(each) || (!isLabels && data.length <= MAX_SHARED);
    if (isOneBatch && kind === "npy" && fits) fields.push(toField(path, each, count));
    else if (isLabels) skipped.push({ path, reason: "no pictures go with these labels" });
    else {
      const shape = dims.join("×") || "one number";
      const problem = `an array of ${shape} is neither pictures nor labels`;
      damage ??= new LabError("data.invalid", { name: path, problem });
      skipped.push({ path, reason: problem });
    }
  }
  return { batches, fields, skipped, damage };
}

type Batch = Found & ItemBatch;

/** The arrays that hold the items of the set; without pictures and tensors, a table of numbers has one item a row. */
function batchesOf(found: readonly Found[], pictureCount: number, inputs: readonly string[]): Batch[] {
  const holders = found.filter((each): each is Batch => each.items !== null);
  const beside = parallelArrays(holders, inputs);
  const isBeside = (each: Batch) =>
    beside.has(each) || (each.data instanceof Float32Array && each.dims[0] === pictureCount);
  const batches = holders.filter((each) => !isBeside(each));
  if (batches.length > 0 || pictureCount > 0) return batches;
  const tables = found.filter(isTable);
  if (tables.length === 0) return [];
  const main = mainOf(tables, inputs);
  main.items = tensorItems(main.path, main);
  return [main as Batch];
}

/** Bytes in two dimensions are more likely one grey picture. */
const isTable = ({ kind, dims, data }: Found) =>
  kind === "npy" && dims.length === 2 && dims[1] > 1 && data.length > 0 && data instanceof Float32Array;

async function readArray({ path, blob, kind, archive }: KnownEntry): Promise<Found> {
  checkLimit(path, "bytes", blob.size, LIMITS.totalBytes);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const entry = { path, kind, archive: archive ?? null };
  if (kind === "cifar") {
    const { pictures, labels } = readCifar(bytes, path);
    const items = pixelItems(path, pictures);
    return { ...entry, dims: [items.length], data: bytes, items, labels: Int32Array.from(labels) };
  }
  const array = kind === "idx" ? readIdx(bytes, path) : readNpy(bytes, path);
  return { ...entry, ...array, items: itemsOf(path, array), labels: null };
}

function checkLimit(name: string, what: string, found: number, limit: number): void {
  if (found > limit) throw new LabError("data.too-large", { name, what, found, limit });
}

/** `[n]` or `[n, 1]` of whole numbers. */
function isLabelArray({ dims, data, items }: Found): boolean {
  const rank = dims.length === 2 && dims[1] === 1 ? 1 : dims.length;
  const isWhole = () => data.every((value) => Number.isInteger(value) && value >= 0 && value <= MAX_LABEL);
  return items === null && rank === 1 && isWhole();
}

/** Bytes become pictures where the shape is that of pictures, floats become tensors; null for other shapes. */
function itemsOf(path: string, { dims: shape, data }: NpyArray): Item[] | null {
  // One colour picture on its own; as grey pictures it would be a heap of strips three pixels wide.
  const dims = data instanceof Uint8Array && shape.length === 3 && shape[2] === 3 ? [1, ...shape] : shape;
  if (dims.length < 3 || data.length === 0) return null;
  checkLimit(path, "items", dims[0], MAX_ITEMS);
  if (data instanceof Uint8Array) {
    const pictures = idxPictures({ dims, data }) ?? planarPictures({ dims, data });
    return pictures && pixelItems(path, pictures);
  }
  return tensorItems(path, { dims, data });
}

function tensorItems(path: string, { dims: [count, ...rest], data }: NpyArray): Item[] {
  checkLimit(path, "items", count, MAX_ITEMS);
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const size = values.length / count;
  const dims = rest.length === 2 ? [1, ...rest] : rest;
  return Array.from({ length: count }, (_, i) => ({
    path: `${path}[${i}]`,
    content: { kind: "tensor", data: values.subarray(i * size, (i + 1) * size), dims },
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
