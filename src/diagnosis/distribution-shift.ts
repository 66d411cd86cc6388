import { jensenShannonBits } from "#numerics/errors/jensen-shannon.ts";
import { permutationPValue } from "#statistics/permutation.ts";
import { quantileOfSorted } from "#statistics/statistics.ts";

/** How far one part of the images is from the rest. */
export interface Shift {
  /** Jensen–Shannon divergence, in bits, 0..1. */
  distance: number;
  /** What random divisions of the same images give: the 95th percentile. */
  chanceDistance: number;
}

/**
 * How far the values of one tensor are distributed otherwise in one part of the images than in the rest, for every
 * division of them. What is exchanged between the parts is the image: values of one image resemble each other, so
 * that values taken as independent would make every division significant.
 *
 * @param rows `[image][bin]`, each image's shares summing to 1
 * @param bins of one image
 * @returns Jensen–Shannon divergences in bits, in the order of the divisions
 */
export function divisionDistances(
  rows: Float32Array,
  bins: number,
  divisions: readonly Uint32Array[],
): Float64Array {
  const pictures = rows.length / bins;
  const sum = new Float64Array(bins);
  for (let i = 0; i < rows.length; i++) sum[i % bins] += rows[i];
  const [own, rest] = [new Float64Array(bins), new Float64Array(bins)];
  return Float64Array.from(divisions, (part) => {
    own.fill(0);
    for (const picture of part) {
      for (let bin = 0, at = picture * bins; bin < bins; bin++, at++) own[bin] += rows[at];
    }
    for (let bin = 0; bin < bins; bin++) {
      rest[bin] = Math.max(0, sum[bin] - own[bin]) / (pictures - part.length);
      own[bin] /= part.length;
    }
    return jensenShannonBits(own, rest);
  });
}

/** The distance of the real division, which comes first, beside what chance gives. */
export function shiftOf(distances: Float64Array): Shift {
  return {
    distance: distances[0],
    chanceDistance: quantileOfSorted(distances.slice(1).sort(), 0.95),
  };
}

/** All tensors together: the mean of their distances, tested against that of random divisions. */
export function overallShift(tensors: readonly Float64Array[]): Shift & { pValue: number } {
  if (tensors.length === 0) return { distance: 0, chanceDistance: 0, pValue: 1 };
  const means = tensors[0].map((_, division) => {
    let sum = 0;
    for (const distances of tensors) sum += distances[division];
    return sum / tensors.length;
  });
  return { ...shiftOf(means), pValue: permutationPValue(means) };
}
