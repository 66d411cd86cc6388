/** Limits on what is read from archives and data files; beyond them the lab refuses instead of filling the memory. */
export interface ContainerLimits {
  /** Files in one archive. */
  entries: number;
  /** Bytes of one unpacked file. */
  entryBytes: number;
  /** Bytes of all unpacked files together. */
  totalBytes: number;
  /** Unpacked over packed size of what has been read so far, once it exceeds `ratioFloorBytes`. */
  ratio: number;
  ratioFloorBytes: number;
  /** Bytes of unpacked small files that stay in memory; the browser keeps the others. */
  memoryBytes: number;
}

/** Generous for image sets (1000 photographs are some 200 MB), far below what a tab can hold. */
export const LIMITS: ContainerLimits = {
  entries: 100_000,
  entryBytes: 256 * 2 ** 20,
  totalBytes: 2 ** 30,
  ratio: 200,
  ratioFloorBytes: 16 * 2 ** 20,
  memoryBytes: 256 * 2 ** 20,
};

/** Most images or tensors of one data file: MNIST's training set three times over. */
export const MAX_ITEMS = 200_000;

/** Bytes of a list of labels or classes; ImageNet's own list of 50,000 images has 1.7 MB. */
export const MAX_TEXT_BYTES = 16 * 2 ** 20;
