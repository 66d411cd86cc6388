import { LabError } from "#failures/lab-error.ts";
import type { Item, RawPixels } from "../items.ts";
import { readCifar } from "./cifar.ts";
import type { SkippedEntry } from "./entry.ts";
import type { KnownEntry } from "./expand.ts";
import { type Field, isNamedLike, mainOf, parallelArrays, toField } from "./fields.ts";
import { idxPictures, readIdx } from "./idx.ts";
import { type ItemShape, itemsIn, itemsText } from "./item-shape.ts";
import { LIMITS, MAX_ITEMS } from "./limits.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { type ItemBatch, pairLabels } from "./pair-labels.ts";

export const ARRAY_KINDS: ReadonlySet<string> = new Set(["idx", "cifar", "npy"]);

/** Labels above this are no class indices. */
const MAX_LABEL = 99_999;
/** An array of other size than the set goes with all items if it is as small as thresholds and sizes are. */
const MAX_SHARED = 16;

export interface ReadArraysOptions {
  signal: AbortSignal;
  /** Encoded images that the data files lie beside. */
  pictureCount?: number;
  /** Names of the model's inputs, that of the images first; none where no model is known. */
  inputs?: readonly string[];
  /** What that first input takes with each item; null where it is not known. */
  item?: ItemShape | null;
}

export interface ReadArrays {
  batches: ItemBatch[];
  /** For other inputs of a model; only where the set is one batch, or encoded images. */
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
 * Reads data files (IDX, CIFAR, NumPy) and gives each batch of images the labels that belong to it: its own
 * (CIFAR), or those of the file of labels that `pairLabels` finds. NumPy arrays beside a batch are kept for other
 * inputs of a model. A damaged file among others is skipped.
 *
 * Where the model's input is known, arrays of any rank are read as items of its shape: stacked in one array, or one
 * array for each item. An array that does not fit is skipped, and `damage` says both shapes.
 *
 * @throws LabError `data.too-large` for more bytes or items than the lab takes
 */
export async function readArrays(
  entries: readonly KnownEntry[],
  { signal, pictureCount = 0, inputs = [], item = null }: ReadArraysOptions,
): Promise<ReadArrays> {
  const found: Found[] = [];
  const skipped: SkippedEntry[] = [];
  let damage: LabError | null = null;
  for (const entry of entries) {
    signal.throwIfAborted();
    try {
      found.push(await readArray(entry, item));
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== "data.invalid") throw error;
      damage ??= error;
      skipped.push({ path: entry.path, reason: String(error.details.problem) });
    }
  }
  if (item) withoutLabels(found, inputs);
  const batches = batchesOf(found, pictureCount, inputs, item);
  const rest = found.filter((each) => !batches.some((batch) => batch === each));
  const isInput = ({ path }: Found) => inputs.some((input) => isNamedLike(path, input));
  const labels = rest.filter((each) => isLabelArray(each) && !isInput(each));
  const files = labels.map(({ path, data }) => ({ path, labels: Int32Array.from(data) }));
  const unpaired = new Set([...pairLabels(batches, files)].map(({ path }) => path));

  const count = pictureCount > 0 ? pictureCount : (batches[0]?.items.length ?? 0);
  const isOneBatch = batches.length + Math.min(1, pictureCount) === 1;
  const takesFields = item === null || inputs.length > 1;
  const fields: Field[] = [];
  for (const each of rest) {
    const { path, kind, dims, data } = each;
    const isLabels = labels.includes(each);
    if (isLabels && !unpaired.has(path)) continue;
    const fits = dims[0] === count || isInput(each) || (!isLabels && data.length <= MAX_SHARED);
    if (isOneBatch && kind === "npy" && fits && takesFields) fields.push(toField(path, each, count));
    else if (isLabels) skipped.push({ path, reason: "no pictures go with these labels" });
    else {
      const misfit = misfitOf(each, item);
      damage ??= misfit.error;
      skipped.push({ path, reason: misfit.reason });
    }
  }
  return { batches, fields, skipped, damage };
}

type Batch = Found & ItemBatch;

/** Why an array is no item, and the error where no other file is one. */
function misfitOf({ path, dims }: Found, item: ItemShape | null): { reason: string; error: LabError } {
  const shape = dims.join("×") || "one number";
  if (item) {
    const expected = itemsText(item.dims);
    const reason = itemsIn(dims, item)
      ? "another array holds the items of the model's only input"
      : `an array of ${shape} does not fit the model's input of ${expected}`;
    return {
      reason,
      error: new LabError("data.shape-mismatch", { what: "array", name: path, actual: shape, expected }),
    };
  }
  const problem = `an array of ${shape} is neither pictures nor labels`;
  return { reason: problem, error: new LabError("data.invalid", { name: path, problem }) };
}

/** What could be an item as well as labels is labels where there is one for each item of the others. */
function withoutLabels(found: readonly Found[], inputs: readonly string[]): void {
  const maybe = found.filter(
    (each) =>
      isLabelArray({ ...each, items: null }) && !inputs.some((input) => isNamedLike(each.path, input)),
  );
  const counts = found.flatMap((each) => (maybe.includes(each) ? [] : (each.items?.length ?? [])));
  const total = counts.reduce((sum, count) => sum + count, 0);
  for (const each of maybe) if ([total, ...counts].includes(each.data.length)) each.items = null;
}

/** The arrays that hold the items of the set; without images and tensors, a table of numbers has one item a row. */
function batchesOf(
  found: readonly Found[],
  pictureCount: number,
  inputs: readonly string[],
  item: ItemShape | null,
): Batch[] {
  const holders = found.filter((each): each is Batch => each.items !== null);
  // With one input, arrays of one item each can only be items of it.
  const apart = item && inputs.length <= 1 ? holders.filter(({ items }) => items.length > 1) : holders;
  const beside = parallelArrays(apart, inputs);
  const [named] = inputs.length === 1 ? holders.filter(({ path }) => isNamedLike(path, inputs[0])) : [];
  if (item && named) for (const each of holders) if (each !== named) beside.add(each);
  const isBeside = (each: Batch) =>
    beside.has(each) || (each.data instanceof Float32Array && each.dims[0] === pictureCount);
  const batches = holders.filter((each) => !isBeside(each));
  if (batches.length > 0 || pictureCount > 0) return batches;
  const tables = item ? [] : found.filter(isTable);
  if (tables.length === 0) return [];
  const main = mainOf(tables, inputs);
  main.items = tensorItems(main.path, main);
  // It is one, now that it has items.
  return [main as Batch];
}

/** Bytes in two dimensions are more likely one grey image. */
const isTable = ({ kind, dims, data }: Found) =>
  kind === "npy" && dims.length === 2 && dims[1] > 1 && data.length > 0 && data instanceof Float32Array;

async function readArray({ path, blob, kind, archive }: KnownEntry, item: ItemShape | null): Promise<Found> {
  checkLimit(path, "bytes", blob.size, LIMITS.totalBytes);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const entry = { path, kind, archive: archive ?? null };
  if (kind === "cifar") {
    const { pictures, labels } = readCifar(bytes, path);
    const items = pixelItems(path, pictures);
    return { ...entry, dims: [items.length], data: bytes, items, labels: Int32Array.from(labels) };
  }
  const array = kind === "idx" ? readIdx(bytes, path) : readNpy(bytes, path);
  return { ...entry, ...array, items: itemsOf(path, array, item), labels: null };
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

/**
 * Bytes become images where the shape is that of images, unless the model takes none; floats become tensors. Null for
 * other shapes, and for what does not fit the model.
 */
function itemsOf(path: string, { dims: shape, data }: NpyArray, item: ItemShape | null): Item[] | null {
  // One colour image on its own; as grey images it would be a heap of strips three pixels wide.
  const dims = data instanceof Uint8Array && shape.length === 3 && shape[2] === 3 ? [1, ...shape] : shape;
  if (data.length === 0) return null;
  if (data instanceof Uint8Array && dims.length >= 3 && item?.takesImages !== false) {
    checkLimit(path, "items", dims[0], MAX_ITEMS);
    const pictures = idxPictures({ dims, data }) ?? planarPictures({ dims, data });
    if (pictures) return pixelItems(path, pictures);
  }
  if (item) {
    const read = itemsIn(shape, item);
    return read && tensorItems(path, { dims: [read.count, ...read.dims], data }, read);
  }
  if (dims.length < 3 || data instanceof Uint8Array) return null;
  const [count, ...rest] = dims;
  // Without a model, two dimensions are those of one grey image.
  return tensorItems(path, { dims: [count, ...(rest.length === 2 ? [1, ...rest] : rest)], data });
}

function tensorItems(
  path: string,
  { dims: [count, ...dims], data }: NpyArray,
  { isSingle } = { isSingle: false },
): Item[] {
  checkLimit(path, "items", count, MAX_ITEMS);
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => ({
    path: isSingle ? path : `${path}[${i}]`,
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
