/** Largest amount by which the sum of float32 or float16 probabilities misses 1. */
const SUM_TOLERANCE = 0.01;

/**
 * Whether outputs are probabilities, that is softmax is inside the model: every row is within 0..1 and sums to 1.
 * A sigmoid head's rows are within 0..1 as well but sum to something else; logits have negative values.
 *
 * @param rows outputs on a few images, `count` rows one after the other; NaN is no probability
 * @returns null where nothing can be told: no rows, or of one value each
 */
export function outputIsProbability(rows: ArrayLike<number>, count: number): boolean | null {
  const classes = rows.length / count;
  if (count < 1 || !(classes >= 2)) return null;
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = rows[row * classes + c];
      if (!(value >= 0 && value <= 1 + SUM_TOLERANCE)) return false;
      sum += value;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return false;
  }
  return true;
}
