import { LabError } from "#core/lab-error.ts";
import type { Source } from "#core/recipe.ts";
import type { Entry } from "#images/containers/entry.ts";
import type { DecodeTo } from "#images/item-pictures.ts";
import type { Item } from "#images/items.ts";
import { pictureSize } from "#images/picture-size.ts";
import { type ImageSet, readImageSet } from "#images/read-image-set.ts";
import { splitItems } from "#images/split-items.ts";
import type { DatasetSummary, Messages } from "#protocol/messages.ts";
import { ItemFields } from "./item-fields.ts";
import { LoadedData } from "./loaded-data.ts";
import type { ModelInput } from "./other-inputs.ts";
import { ItemSplit } from "./picture-split.ts";
import type { DataSplit } from "./split-source.ts";

/** How dropped files become a data set. */
export interface OpenImagesOptions {
  source: Source;
  decodeTo: DecodeTo;
  signal: AbortSignal;
  progress: (progress: Messages["data.load"]["progress"]) => void;
  /** What the open model takes, by which arrays are read; see `readImageSet`. */
  model?:
    | (Pick<ModelInput, "name" | "shape"> & { others: readonly { name: string }[]; takesImages: boolean })
    | null;
}

/**
 * Opens dropped files as a data set, divided into calibration and evaluation. Pictures are not decoded before they
 * are asked for. The same files give the same set in whatever order they come.
 *
 * @throws LabError of `readImageSet`
 */
export async function openImages(
  dropped: readonly Entry[],
  { source, decodeTo, signal, progress, model = null }: OpenImagesOptions,
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
  const { items, labels, skipped, kind } = ofOneKind(set);
  const { calibration, evaluation, shared } = splitItems(labels);
  const part = (indices: Uint32Array): DataSplit => {
    const own = Array.from(indices, (index) => items[index]);
    const ownLabels = Int32Array.from(indices, (index) => labels[index]);
    const fields = new ItemFields(set.fields, indices);
    return kind === "tensors"
      ? { kind, items: own, labels: ownLabels, fields }
      : new ItemSplit(own, ownLabels, decodeTo, fields);
  };
  const splits = { calibration: part(calibration), evaluation: part(evaluation) };
  if (shared) splits.calibration = splits.evaluation;
  const summary: DatasetSummary = {
    source,
    name: source.kind === "bundled" ? source.id : nameOf(source),
    licence: "",
    classes: (set.classNames ?? []).map((name) => ({ name, symbol: "" })),
    pictureSize: kind === "tensors" ? null : await commonSize(items, signal),
    calibrationCount: calibration.length,
    evaluationCount: evaluation.length,
    labelledCount: {
      calibration: labelled(splits.calibration),
      evaluation: labelled(splits.evaluation),
    },
    labelsFrom: set.labelsFrom,
    kind,
    fields: set.fields.map(({ name, dims, perItem }) => ({ name, dims: [...dims], perItem })),
    skipped,
    ...(set.fromArrays ? { fromArrays: true as const } : {}),
    sharedSplit: shared,
  };
  signal.throwIfAborted();
  return new LoadedData(summary, splits);
}

const nameOf = (source: Exclude<Source, { kind: "bundled" }>) =>
  source.kind === "file" ? source.name : (new URL(source.url).pathname.split("/").at(-1) ?? source.url);

const labelled = ({ labels }: DataSplit) => labels.filter((label) => label >= 0).length;

/** Tells how many bytes of the files have been gone through; without a total where archives hold more than they weigh. */
function byBytes(files: readonly Entry[], progress: OpenImagesOptions["progress"]) {
  const ends = files.map(() => 0);
  let totalBytes = 0;
  files.forEach(({ blob }, i) => {
    totalBytes += blob.size;
    ends[i] = totalBytes;
  });
  const isPlain = files.length > 1;
  return (count: number) => {
    const loadedBytes = ends[Math.min(count, ends.length) - 1] ?? 0;
    progress({ loadedBytes, totalBytes: isPlain ? totalBytes : null });
  };
}

/** A set of pictures, or of tensors: where both are there, the pictures. */
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

/** The size that all pictures have by their headers; null where they differ. */
async function commonSize(
  items: readonly Item[],
  signal: AbortSignal,
): Promise<DatasetSummary["pictureSize"]> {
  let common: { width: number; height: number } | null = null;
  for (const { content, path } of items) {
    signal.throwIfAborted();
    const size =
      content.kind === "encoded"
        ? await headerSize(content.blob, path)
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

async function headerSize(blob: Blob, path: string): Promise<{ width: number; height: number } | null> {
  try {
    return await pictureSize(blob, path);
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}
