/** Smallest probability that is told from 0: that of the last digit of float32. */
const SMALLEST = 2 ** -23;

/**
 * Kullback–Leibler divergence `Σ p·ln(p / q)` of two rows of class scores, in nats: what is lost where `q` stands for
 * `p`. 0 where both give the same probabilities, else above. Computed in float64.
 * - `logits`: softmax is taken of both first, in the way that does not overflow
 * - `probabilities`: taken as they are, each at least 2⁻²³, so that a 0 made by quantization gives no infinity
 *
 * Source: S. Kullback, R. Leibler, "On information and sufficiency", 1951. Throws RangeError when the lengths differ.
 */
export function klDivergence(p: Float32Array, q: Float32Array, scores: "logits" | "probabilities"): number {
  if (p.length !== q.length) throw new RangeError(`lengths differ: ${p.length} and ${q.length}`);
  const isLogits = scores === "logits";
  const ofP = isLogits ? logSumExp(p) : 0;
  const ofQ = isLogits ? logSumExp(q) : 0;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const logP = isLogits ? p[i] - ofP : Math.log(Math.max(p[i], SMALLEST));
    const logQ = isLogits ? q[i] - ofQ : Math.log(Math.max(q[i], SMALLEST));
    const share = Math.exp(logP);
    // Also for a logit of −∞, whose difference would be NaN.
    if (share !== 0) sum += share * (logP - logQ);
  }
  // Rounding, and probabilities that do not sum to 1 exactly, can give a little less than 0.
  return sum < 0 ? 0 : sum;
}

/** Natural logarithm of the sum of exponentials. */
function logSumExp(values: Float32Array): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
  return largest + Math.log(sum);
}
