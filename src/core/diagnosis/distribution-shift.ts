import { jensenShannonBits } from "../jensen-shannon.ts";
import { quantileOfSorted } from "../statistics.ts";
import { PERMUTATIONS, permutationTest } from "./permutation.ts";

export interface DistributionShift {
  /** Mean over tensors of the Jensen–Shannon divergence of both parts, in bits, 0..1. */
  distance: number;
  /** What divisions at random give: the 95th percentile. */
  chanceDistance: number;
  pValue: number;
  /** By tensor, in the order given. */
  tensors: { distance: number; chanceDistance: number }[];
}

/**
 * How far the values of some tensors are distributed otherwise in a second part of the pictures than in the first,
 * and whether a random division of the same pictures would differ as much. The unit that is exchanged is the picture:
 * values of one picture resemble each other, so that values taken as independent would make every division
 * significant.
 *
 * @param rows one array per tensor, `[picture][bin]`, each picture's shares summing to 1; those of the first part come first
 * @param bins of one picture
 * @param first pictures of the first part
 */
export function distributionShift(
  rows: readonly Float32Array[],
  bins: number,
  first: number,
): DistributionShift {
  const total = rows.length === 0 ? 0 : rows[0].length / bins;
  if (total === 0) return { distance: 0, chanceDistance: 0, pValue: 1, tensors: [] };
  const sums = rows.map((row) => {
    const sum = new Float64Array(bins);
    for (let i = 0; i < row.length; i++) sum[i % bins] += row[i];
    return sum;
  });
  const [own, rest] = [new Float64Array(bins), new Float64Array(bins)];
  // Of every division, and of the real one first.
  const perTensor = rows.map(() => new Float64Array(PERMUTATIONS + 1));
  const means = new Float64Array(PERMUTATIONS + 1);
  let division = 0;
  const { pValue } = permutationTest(total, first, (part) => {
    let mean = 0;
    rows.forEach((row, t) => {
      own.fill(0);
      for (const picture of part) {
        for (let bin = 0, at = picture * bins; bin < bins; bin++, at++) own[bin] += row[at];
      }
      for (let bin = 0; bin < bins; bin++) {
        rest[bin] = Math.max(0, sums[t][bin] - own[bin]) / (total - first);
        own[bin] /= first;
      }
      const distance = jensenShannonBits(own, rest);
      perTensor[t][division] = distance;
      mean += distance / rows.length;
    });
    means[division++] = mean;
    return mean;
  });
  const chance = (distances: Float64Array) => quantileOfSorted(distances.slice(1).sort(), 0.95);
  return {
    distance: means[0],
    chanceDistance: chance(means),
    pValue,
    tensors: perTensor.map((distances) => ({ distance: distances[0], chanceDistance: chance(distances) })),
  };
}
