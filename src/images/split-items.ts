import { drawIndices } from "#statistics/sampling.ts";

/** Which items calibrate and which evaluate. */
export interface ItemSplit {
  /** Indices, ascending. */
  calibration: Uint32Array;
  evaluation: Uint32Array;
  /** The set is too small to be divided: every item does both, so that accuracies look better than they are. */
  shared: boolean;
}

/** Fewer items than this are not divided. */
const FEWEST = 8;
/** A quarter of a set calibrates, at most as many as calibration ever needs. */
const SHARE = 1 / 4;
const MOST_CALIBRATION = 1000;

/**
 * Divides a set: about a quarter of each label's items calibrate (at most 1000 in all), the rest evaluate. Items
 * without a label are divided as a label of their own. The same labels and seed give the same split.
 *
 * A label with too few items for both sides gives them to evaluation, except where the remainders of such labels
 * together make up for a calibration image: shares are carried over from label to label, so that the totals are right
 * for any number of classes.
 *
 * @param labels class index of each item, −1 where it has none
 */
export function splitItems(labels: Int32Array, seed = 1): ItemSplit {
  const all = Uint32Array.from(labels.keys());
  if (labels.length < FEWEST) return { calibration: all, evaluation: all, shared: true };
  const share = Math.min(SHARE, MOST_CALIBRATION / labels.length);
  const calibrates = new Uint8Array(labels.length);
  let carried = 0;
  for (const [label, indices] of byLabel(labels)) {
    carried += indices.length * share;
    const count = Math.min(Math.floor(carried), indices.length);
    carried -= count;
    // Each label draws by a seed of its own: labels of one size would all give the same places otherwise.
    for (const at of drawIndices(indices.length, count, seed + 0x9e3779b9 * (label + 2)))
      calibrates[indices[at]] = 1;
  }
  return {
    calibration: all.filter((index) => calibrates[index] === 1),
    evaluation: all.filter((index) => calibrates[index] === 0),
    shared: false,
  };
}

/** Items by label, labels ascending. */
function byLabel(labels: Int32Array): [number, number[]][] {
  const groups = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  });
  return [...groups].sort(([a], [b]) => a - b);
}
