import type { ItemBatch } from "./arrays.ts";

/** One label per item, from a file of its own. */
export interface LabelArray {
  path: string;
  labels: Int32Array;
}

/**
 * Gives each batch without labels those of the file of labels with as many entries whose name is most like its own
 * (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `x_test.npy` and `y_test.npy`). Each file goes with one
 * batch.
 *
 * @returns the files that go with none
 */
export function pairLabels(batches: readonly ItemBatch[], files: readonly LabelArray[]): Set<LabelArray> {
  const left = new Set(files);
  for (const batch of batches) {
    if (batch.labels) continue;
    const fitting = [...left].filter(({ labels }) => labels.length === batch.items.length);
    const best = fitting.toSorted((a, b) => likeness(b.path, batch.path) - likeness(a.path, batch.path))[0];
    if (!best) continue;
    batch.labels = best.labels;
    left.delete(best);
  }
  return left;
}

/** How much two names have in common: letters of the longest common start and end. */
function likeness(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end;
}
