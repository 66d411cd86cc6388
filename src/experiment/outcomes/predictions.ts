/** The prediction where every score is NaN. */
export const NO_CLASS = -2;

/**
 * Class of each row: the index of its largest logit, of equal ones the first, as NumPy's and ONNX's ArgMax have it.
 * `logits` is `rows` equal consecutive parts. A NaN is no score and never wins, so that the others of its row decide;
 * a row of nothing but NaN and −Infinity prefers no class and gives {@link NO_CLASS}. Writes to `out` where given.
 */
export function argmaxRows(logits: Float32Array, rows: number, out = new Int32Array(rows)): Int32Array {
  const classes = logits.length / rows;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    let best = NO_CLASS;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const logit = logits[start + c];
      if (logit > largest) {
        largest = logit;
        best = c;
      }
    }
    out[row] = best;
  }
  return out;
}
