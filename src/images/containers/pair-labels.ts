import type { Item } from "../items.ts";
import { ranksOf } from "../labels/match-files.ts";

/** Images or tensors from one data file; `labels` is null where the file holds none. */
export interface ItemBatch {
  path: string;
  items: Item[];
  labels: Int32Array | null;
}

/** One label per item, from a file of its own. */
export interface LabelArray {
  path: string;
  labels: Int32Array;
}

/**
 * Gives each batch without labels those of the file of labels with as many entries whose name is most like its own
 * (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `x_test.npy` and `y_test.npy`). Each file goes with one
 * batch. Where each batch is a file of one item, a file with as many labels has them in the order of the sorted names.
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
  const isPerFile = batches.length > 1 && batches.every(({ items, labels }) => items.length === 1 && !labels);
  const whole = isPerFile ? [...left].find(({ labels }) => labels.length === batches.length) : undefined;
  const ranks = whole && ranksOf(batches.map(({ path }) => path));
  if (!whole || !ranks) return left;
  batches.forEach((batch, i) => {
    batch.labels = Int32Array.of(whole.labels[ranks[i]]);
  });
  left.delete(whole);
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
