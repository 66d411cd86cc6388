import type { DroppedFile } from "#protocol/messages.ts";

export interface SortedFiles {
  /** The models among them; more than one cannot be opened at once. */
  models: DroppedFile[];
  /** What may hold weights of a model: everything that is neither a picture, an archive nor a data file. */
  beside: DroppedFile[];
  /** Pictures, archives, data files, and the texts that may label them; empty if there are only texts. */
  images: DroppedFile[];
}

const MODEL = /\.onnx$/i;
const IMAGES =
  /\.(png|jpe?g|jfif|webp|gif|bmp|avif|zip|tar|t?gz|npy|npz|pkl|svg|tiff?|hei[cf])$|idx\d-ubyte$/i;
const TEXT = /\.(csv|tsv|json|txt|names|labels)$/i;

/**
 * Tells apart what was dropped together, by names alone: the worker looks at the bytes. A `.bin` is CIFAR's data,
 * but beside a model more likely its weights.
 */
export function sortDropped(files: readonly DroppedFile[]): SortedFiles {
  const models = files.filter(({ path }) => MODEL.test(path));
  const rest = files.filter((file) => !models.includes(file));
  if (models.length === 0) return { models, beside: [], images: rest };
  const pictures = rest.filter(({ path }) => IMAGES.test(path));
  const texts = rest.filter(({ path }) => TEXT.test(path));
  return {
    models,
    beside: rest.filter((file) => !pictures.includes(file) && !texts.includes(file)),
    images: pictures.length > 0 ? [...pictures, ...texts] : [],
  };
}

/** What a set of dropped files is called: its one file, the folder around all of them, or how many there are. */
export function nameOfFiles(files: readonly DroppedFile[]): string {
  const [first] = files;
  if (files.length === 1) return first.file.name;
  const folder = first.path.slice(0, first.path.indexOf("/") + 1);
  if (folder !== "" && files.every(({ path }) => path.startsWith(folder))) return folder.slice(0, -1);
  return `${files.length} files`;
}
