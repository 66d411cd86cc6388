import { LabError } from "#failures/lab-error.ts";
import { ARRAY_KINDS, readArrays } from "./containers/arrays.ts";
import { type Entry, isClutter, isHidden, type SkippedEntry } from "./containers/entry.ts";
import { expand, type KnownEntry } from "./containers/expand.ts";
import type { Field } from "./containers/fields.ts";
import type { FileKind } from "./containers/file-kind.ts";
import type { ItemShape } from "./containers/item-shape.ts";
import { MAX_ITEMS } from "./containers/limits.ts";
import type { ItemBatch } from "./containers/pair-labels.ts";
import type { Item } from "./items.ts";
import { type AssignedLabels, assignLabels, UNLABELLED } from "./labels/assign-labels.ts";
import { ranksOf } from "./labels/match-files.ts";
import { readTexts, type TextFacts } from "./labels/read-texts.ts";

/** Images (or tensors) with what is known about them. */
export interface ImageSet {
  items: Item[];
  /** Class index of each item, −1 where it has none. */
  labels: Int32Array;
  /** By class index; null where no names are known. */
  classNames: string[] | null;
  labelsFrom: AssignedLabels["from"] | "data file";
  /** Every labelled item has a class of its own, which may be a name and no class. */
  labelsInDoubt: boolean;
  /** What lies beside the items for other inputs of a model. */
  fields: Field[];
  /** Some of it was read from data files, by the model's input. */
  fromArrays: boolean;
  /** Files that were left out. */
  skipped: SkippedEntry[];
}

export interface ReadImageSetOptions {
  signal: AbortSignal;
  /** Is told how many files have been come across, those in archives included. */
  onFile?: (count: number) => void;
  /** Names of the model's inputs, that of the images first, by which arrays are told apart; none where no model is known. */
  inputs?: readonly string[];
  /** What that first input takes with each item, by which arrays are read; null where it is not known. */
  item?: ItemShape | null;
}

const WHY_NOT: Partial<Record<FileKind, string>> = {
  svg: "vector pictures have no pixels",
  tiff: "browsers do not decode TIFF",
  heic: "browsers do not decode HEIC",
  html: "it is a web page",
  onnx: "it is a model",
  unknown: "its format is not known",
};

const TEXT_KINDS: ReadonlySet<FileKind> = new Set(["table", "json", "text"]);

/**
 * Makes an image set of dropped files: encoded images (recognised by their bytes), folders and archives of
 * them, IDX, CIFAR and NumPy data files, with labels from a label file, folder names or file names, and class
 * names from a list. Images are not decoded here. What cannot be used is listed in `skipped`. An array with a row for
 * each encoded image goes with the images in the order of their paths.
 *
 * @param files with paths relative to what was dropped
 * @throws LabError `data.empty` when there is no image at all (details say how many files were looked at),
 *   `data.invalid` for a damaged archive, or a damaged data file with nothing else beside it, `data.too-large` for
 *   a bomb and for more than `MAX_ITEMS` images
 */
export async function readImageSet(
  files: readonly Entry[],
  { signal, onFile, inputs, item }: ReadImageSetOptions,
): Promise<ImageSet> {
  const { entries: found, skipped } = await expand(
    files.filter(({ path }) => !isClutter(path)),
    signal,
    onFile,
  );
  const entries = visible(found, skipped);
  const of = (wanted: (kind: FileKind) => boolean) => entries.filter(({ kind }) => wanted(kind));
  const pictures = of((kind) => kind === "picture");
  const arrays = await readArrays(
    of((kind) => ARRAY_KINDS.has(kind)),
    { signal, pictureCount: pictures.length, inputs, item },
  );
  for (const entry of entries) {
    const reason = whyNot(entry);
    if (reason) skipped.push({ path: entry.path, reason });
  }
  skipped.push(...arrays.skipped);
  const count = pictures.length + arrays.batches.reduce((total, { items }) => total + items.length, 0);
  if (count === 0) throw arrays.damage ?? emptySet(files.length, skipped);
  if (count > MAX_ITEMS) {
    throw new LabError("data.too-large", {
      name: files[0].path,
      what: "pictures",
      found: count,
      limit: MAX_ITEMS,
    });
  }
  const texts = await readTexts(
    of((kind) => TEXT_KINDS.has(kind)),
    [...pictures, ...arrays.batches.flatMap(({ items }) => items)].map(({ path }) => path),
  );
  skipped.push(...texts.skipped);
  const fields = arrays.fields.flatMap((field) => {
    const ordered = pictures.length > 0 ? inOrderOf(pictures, field) : field;
    if (ordered) return ordered;
    skipped.push({ path: field.name, reason: "the images' names have no clear order (2, 10) for its rows" });
    return [];
  });
  const fromArrays = arrays.batches.length > 0 || fields.length > 0;
  const { strays, tableProblem, ...set } = assemble(pictures, arrays.batches, texts);
  if (tableProblem !== null)
    for (const path of texts.tablePaths) skipped.push({ path, reason: tableProblem });
  // Rows that lie beside the images count all of them.
  const left = fields.some(({ perItem }) => perItem) ? new Map<number, string>() : strays;
  for (const [index, reason] of left) skipped.push({ path: set.items[index].path, reason });
  return {
    ...set,
    items: set.items.filter((_, i) => !left.has(i)),
    labels: set.labels.filter((_, i) => !left.has(i)),
    fields,
    fromArrays,
    skipped,
  };
}

/** Files that are not hidden; all where nothing else is there to use. The hidden ones that are left out are listed. */
function visible(entries: readonly KnownEntry[], skipped: SkippedEntry[]): readonly KnownEntry[] {
  const shown = entries.filter(({ path }) => !isHidden(path));
  const isItem = ({ kind }: KnownEntry) => kind === "picture" || ARRAY_KINDS.has(kind);
  if (!shown.some(isItem)) return entries;
  for (const { path } of entries) if (isHidden(path)) skipped.push({ path, reason: "it is hidden" });
  return shown;
}

const IMAGE_NAME = /\.(png|jpe?g|jfif|webp|gif|bmp|avif)$/i;

/** Why a file is neither an item nor a text; null where it is one. */
function whyNot({ path, blob, kind }: KnownEntry): string | null {
  if (kind === "unknown" && blob.size === 0) return "it is empty";
  if (kind === "unknown" && IMAGE_NAME.test(path)) return "its content is no image, whatever its name says";
  return WHY_NOT[kind] ?? null;
}

function emptySet(files: number, [first]: readonly SkippedEntry[]): LabError {
  return new LabError("data.empty", { files, name: first?.path ?? "", reason: first?.reason ?? "" });
}

/**
 * Rows in the order of the images, where they are in that of the images' sorted paths; null where these have no clear
 * order.
 */
function inOrderOf(pictures: readonly KnownEntry[], field: Field): Field | null {
  if (!field.perItem) return field;
  const size = field.data.length / pictures.length;
  const data = new Float32Array(field.data.length);
  const ranks = ranksOf(pictures.map(({ path }) => path));
  if (!ranks) return null;
  ranks.forEach((rank, i) => {
    data.set(field.data.subarray(rank * size, (rank + 1) * size), i * size);
  });
  return { ...field, data };
}

/** An encoded image, of whose file nothing is asked before it is needed. */
class EncodedImage {
  readonly kind = "encoded";

  constructor(private readonly entry: Entry) {}

  get blob(): Blob {
    return this.entry.blob;
  }

  get bytes(): Entry["bytes"] {
    return this.entry.bytes;
  }
}

function assemble(
  pictures: readonly KnownEntry[],
  batches: readonly ItemBatch[],
  { table, classLists }: TextFacts,
): Pick<ImageSet, "items" | "labels" | "classNames" | "labelsFrom" | "labelsInDoubt"> &
  Pick<AssignedLabels, "strays" | "tableProblem"> {
  const items: Item[] = [
    ...pictures.map((entry): Item => ({ path: entry.path, content: new EncodedImage(entry) })),
    ...batches.flatMap((batch) => batch.items),
  ];
  const own = ownLabels(pictures.length, items.length, batches);
  const largest = own?.reduce((most, label) => Math.max(most, label), UNLABELLED) ?? UNLABELLED;
  // CIFAR-100 brings a list of 20 coarse classes, too.
  const classes = classLists.find(({ names }) => names.length > largest) ?? null;
  const named = own ? pictures : items;
  const assigned = assignLabels(
    named.map(({ path }) => path),
    table,
    classes,
  );
  const labels = own ?? new Int32Array(items.length).fill(UNLABELLED);
  labels.set(assigned.labels);
  return {
    items,
    labels,
    classNames: assigned.classNames ?? classes?.names ?? null,
    labelsFrom: own ? "data file" : assigned.from,
    labelsInDoubt: !own && !assigned.areConfirmed && isClassEach(assigned.labels),
    strays: assigned.strays,
    tableProblem: assigned.tableProblem,
  };
}

/** Whether no two images share a class. */
function isClassEach(labels: Int32Array): boolean {
  const labelled = labels.filter((label) => label >= 0);
  return labelled.length > 1 && new Set(labelled).size === labelled.length;
}

/** Labels that came in data files, behind room for those of the images; null where there are none. */
function ownLabels(before: number, count: number, batches: readonly ItemBatch[]): Int32Array | null {
  if (!batches.some(({ labels }) => labels)) return null;
  const labels = new Int32Array(count).fill(UNLABELLED);
  let at = before;
  for (const batch of batches) {
    if (batch.labels) labels.set(batch.labels, at);
    at += batch.items.length;
  }
  return labels;
}
