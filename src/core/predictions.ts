/**
 * Class of each row: the index of the first largest logit. `logits` is `rows` equal consecutive parts;
 * NaN never wins, and a row of nothing but NaN gives class 0. Writes to `out` where given.
 */
export function argmaxRows(logits: Float32Array, rows: number, out = new Int32Array(rows)): Int32Array {
  const classes = logits.length / rows;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    let best = 0;
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
