import { yieldToMessages } from "#engine/runtime/yield.ts";
import type { Source } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { Entry } from "#images/containers/entry.ts";
import type { DecodeTo } from "#images/item-pictures.ts";
import type { Item } from "#images/items.ts";
import { UNLABELLED } from "#images/labels/assign-labels.ts";
import { type ImageSet, readImageSet } from "#images/read-image-set.ts";
import { type EncodedBytes, encodedBytes } from "#images/size/encoded-bytes.ts";
import { pictureSize } from "#images/size/picture-size.ts";
import { splitItems } from "#images/split-items.ts";
import type { DatasetSummary, Messages } from "#protocol/messages.ts";
import { ItemFields } from "../items/item-fields.ts";
import type { DataSplit } from "../items/item-source.ts";
import type { ModelInput } from "../items/other-inputs.ts";
import { ItemSplit } from "../items/picture-split.ts";
import { LoadedData } from "./loaded-data.ts";

/** How dropped files become a data set. */
export interface OpenImagesOptions {
  source: Source;
  decodeTo: DecodeTo;
  signal: AbortSignal;
  progress: (progress: Messages["data.load"]["progress"]) => void;
  /** Labels are taken also where every item has a class of its own. */
  takeLabels?: boolean;
  /** What the open model takes, by which arrays are read; see `readImageSet`. */
  model?:
    | (Pick<ModelInput, "name" | "shape"> & { others: readonly { name: string }[]; takesImages: boolean })
    | null;
}

/**
 * Opens dropped files as a data set, divided into calibration and evaluation. A few images are decoded, so that a set of
 * damaged ones takes no other's place; the rest is decoded when it is asked for. The same files give the same set in whatever order they come.
 *
 * @throws LabError of `readImageSet`; `data.decode-failed` where no image that is tried can be decoded
 */
export async function openImages(
  dropped: readonly Entry[],
  { source, decodeTo, signal, progress, model = null, takeLabels = false }: OpenImagesOptions,
): Promise<LoadedData> {
  // Folders are listed in another order by every system; the division and every draw go by place.
  const files = dropped.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const set = await readImageSet(files, {
    signal,
    onFile: byBytes(files, progress),
    inputs: model ? [model.name, ...model.others.map(({ name }) => name)] : [],
    item:
      model && model.shape.length > 0 ? { dims: model.shape.slice(1), takesImages: model.takesImages } : null,
  });
  const { items: found, labels: given, skipped: unused, kind } = ofOneKind(set);
  const damaged = await undecodable(found, decodeTo, signal);
  // Places among all that were found, by which rows of arrays beside the items go.
  const kept = Uint32Array.from(found.keys()).filter((i) => !damaged.has(i));
  const items = Array.from(kept, (i) => found[i]);
  const inDoubt = set.labelsInDoubt && !takeLabels;
  const labels = Int32Array.from(kept, (i) => (inDoubt ? UNLABELLED : given[i]));
  const skipped = [...unused, ...[...damaged].map(([i, reason]) => ({ path: found[i].path, reason }))];
  const { calibration, evaluation, shared } = splitItems(labels);
  const part = (indices: Uint32Array): DataSplit => {
    const own = Array.from(indices, (index) => items[index]);
    const ownLabels = Int32Array.from(indices, (index) => labels[index]);
    const fields = new ItemFields(
      set.fields,
      indices.map((index) => kept[index]),
    );
    return kind === "tensors"
      ? { kind, items: own, labels: ownLabels, fields }
      : new ItemSplit(own, ownLabels, decodeTo, fields);
  };
  const splits = { calibration: part(calibration), evaluation: part(evaluation) };
  if (shared) splits.calibration = splits.evaluation;
  const itemDims = commonDims(items);
  const summary: DatasetSummary = {
    source,
    name: source.kind === "bundled" ? source.id : nameOf(source),
    licence: "",
    classes: inDoubt ? [] : (set.classNames ?? []).map((name) => ({ name, symbol: "" })),
    pictureSize: kind === "tensors" ? null : await commonSize(items, signal),
    calibrationCount: calibration.length,
    evaluationCount: evaluation.length,
    labelledCount: {
      calibration: labelled(splits.calibration),
      evaluation: labelled(splits.evaluation),
    },
    labelsFrom: inDoubt ? null : set.labelsFrom,
    ...(inDoubt ? { labelsInDoubt: { from: set.labelsFrom ?? "", count: countLabelled(given) } } : {}),
    kind,
    ...(itemDims ? { itemDims } : {}),
    fields: set.fields.map(({ name, dims, perItem }) => ({ name, dims: [...dims], perItem })),
    skipped: skipped.slice(0, MOST_LISTED),
    ...(skipped.length > MOST_LISTED ? { skippedCount: skipped.length } : {}),
    ...(set.fromArrays ? { fromArrays: true as const } : {}),
    sharedSplit: shared,
  };
  signal.throwIfAborted();
  return new LoadedData(summary, splits);
}

/** Files that are listed by name among those that were left out. */
const MOST_LISTED = 500;

/** Images that are decoded before a set is taken; where one of them is damaged, more are. */
const TRIED = 8;
const TRIED_AFTER_DAMAGE = 256;
/** What they are decoded to: nobody looks at it. */
const TRIAL = { width: 8, height: 8, resize: "stretch" } as const;

/**
 * Decodes a few images, spread over the set, among them the first and the last; where one cannot be decoded, many more.
 *
 * @returns why images cannot be decoded, by index
 * @throws LabError `data.decode-failed` (name and reason of the first, count) where none of them can
 */
async function undecodable(
  items: readonly Item[],
  decodeTo: DecodeTo,
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const encoded = [...items.keys()].filter((i) => items[i].content.kind === "encoded");
  const damaged = new Map<number, LabError>();
  const tried = new Set<number>();
  const tryOut = async (most: number) => {
    const last = encoded.length - 1;
    const count = Math.min(most, encoded.length);
    const wanted = Array.from(
      { length: count },
      (_, k) => encoded[Math.round((k * last) / Math.max(1, count - 1))],
    );
    for (const i of wanted) {
      const { content, path } = items[i];
      if (tried.has(i) || content.kind !== "encoded") continue;
      tried.add(i);
      signal.throwIfAborted();
      try {
        await decodeTo(TRIAL, content.blob, path);
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        damaged.set(i, error);
      }
    }
  };
  await tryOut(TRIED);
  if (damaged.size > 0) await tryOut(TRIED_AFTER_DAMAGE);
  const sorted = [...damaged].sort(([a], [b]) => a - b);
  const [[, first] = []] = sorted;
  if (first && damaged.size === tried.size && encoded.length === items.length)
    throw new LabError(first.code, { ...first.details, count: damaged.size }, { cause: first });
  return new Map(sorted.map(([i, { details }]) => [i, String(details.reason ?? "it cannot be decoded")]));
}

/** Dimensions that all tensors have; null where they differ, or are images. */
function commonDims(items: readonly Item[]): number[] | null {
  const [first] = items;
  if (first?.content.kind !== "tensor") return null;
  const dims = first.content.dims;
  const text = dims.join();
  return items.every(({ content }) => content.kind === "tensor" && content.dims.join() === text)
    ? [...dims]
    : null;
}

const nameOf = (source: Exclude<Source, { kind: "bundled" }>) =>
  source.kind === "file" ? source.name : (new URL(source.url).pathname.split("/").at(-1) ?? source.url);

const countLabelled = (labels: Int32Array) => labels.filter((label) => label >= 0).length;
const labelled = ({ labels }: DataSplit) => countLabelled(labels);

const TOLD_EVERY_MS = 50;

/** Tells how many bytes of the files have been gone through; without a total where archives hold more than they weigh. */
function byBytes(files: readonly Entry[], progress: OpenImagesOptions["progress"]) {
  const ends = files.map(() => 0);
  let totalBytes = 0;
  files.forEach(({ blob }, i) => {
    totalBytes += blob.size;
    ends[i] = totalBytes;
  });
  const isPlain = files.length > 1;
  let toldAt = 0;
  return (count: number) => {
    // A message for each of a hundred thousand files would cost more than the files.
    const now = performance.now();
    if (now < toldAt + TOLD_EVERY_MS) return;
    toldAt = now;
    const loadedBytes = ends[Math.min(count, ends.length) - 1] ?? 0;
    progress({ loadedBytes, totalBytes: isPlain ? totalBytes : null });
  };
}

/** A set of images, or of tensors: where both are there, the images. */
function ofOneKind({ items, labels, skipped }: ImageSet) {
  const isTensor = ({ content }: Item) => content.kind === "tensor";
  if (items.every(isTensor)) return { items, labels, skipped, kind: "tensors" as const };
  const rest = items.filter(isTensor).map(({ path }) => ({ path, reason: "it is a tensor among pictures" }));
  if (rest.length === 0) return { items, labels, skipped, kind: "pictures" as const };
  return {
    items: items.filter((item) => !isTensor(item)),
    labels: labels.filter((_, i) => !isTensor(items[i])),
    skipped: [...skipped, ...rest],
    kind: "pictures" as const,
  };
}

/** The size that all images have by their headers; null where they differ. */
async function commonSize(
  items: readonly Item[],
  signal: AbortSignal,
): Promise<DatasetSummary["pictureSize"]> {
  let common: { width: number; height: number } | null = null;
  for (const [i, { content, path }] of items.entries()) {
    if (i % 1000 === 0) await yieldToMessages(signal);
    const size =
      content.kind === "encoded"
        ? await headerSize(content.bytes ? encodedBytes(content.bytes) : content.blob, path)
        : content.kind === "pixels"
          ? content
          : null;
    // Damaged ones are left out when they are decoded.
    if (size === null) continue;
    common ??= { width: size.width, height: size.height };
    if (size.width !== common.width || size.height !== common.height) return null;
  }
  return common;
}

async function headerSize(
  blob: EncodedBytes,
  path: string,
): Promise<{ width: number; height: number } | null> {
  try {
    return await pictureSize(blob, path);
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}
