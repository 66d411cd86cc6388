/**
 * Jensen–Shannon divergence of two distributions over the same bins, in bits: 0 where they are equal, 1 where no bin
 * holds something of both. `p` and `q` each sum to 1.
 *
 * Source: J. Lin, IEEE Transactions on Information Theory 37, 1991.
 */
export function jensenShannonBits(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const middle = (p[i] + q[i]) / 2;
    if (p[i] > 0) sum += p[i] * Math.log2(p[i] / middle);
    if (q[i] > 0) sum += q[i] * Math.log2(q[i] / middle);
  }
  return Math.min(1, Math.max(0, sum / 2));
}
