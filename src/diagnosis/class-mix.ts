import { divisions, permutationPValue } from "#statistics/permutation.ts";

/** Images of each class in both sets. */
export interface ClassMix {
  calibration: number[];
  evaluation: number[];
  /** Probability that two draws from one source differ as much. */
  pValue: number;
}

/**
 * Whether two sets of labels have the classes in the same proportions: the chi-squared statistic of homogeneity
 * against random divisions of all the labels, which also holds where a class has few images or none.
 *
 * @param calibration class indices, −1 for none, which are left out
 */
export function classMix(
  calibration: ArrayLike<number>,
  evaluation: ArrayLike<number>,
  classCount: number,
): ClassMix {
  const known = (labels: ArrayLike<number>) => Array.from(labels).filter((label) => label >= 0);
  const [first, second] = [known(calibration), known(evaluation)];
  const pool = Int32Array.from([...first, ...second]);
  const all = countClasses(pool, classCount);
  const counts = new Float64Array(classCount);
  const own = first.length / pool.length;
  const statistics = Float64Array.from(divisions(pool.length, first.length), (part) => {
    counts.fill(0);
    for (const i of part) counts[pool[i]]++;
    let statistic = 0;
    // Both rows of the table deviate by the same amount, so one row in units of its expectation is enough.
    for (let label = 0; label < classCount; label++) {
      if (all[label] > 0) statistic += (counts[label] - all[label] * own) ** 2 / all[label];
    }
    return statistic;
  });
  return {
    calibration: countClasses(first, classCount),
    evaluation: countClasses(second, classCount),
    pValue: permutationPValue(statistics),
  };
}

function countClasses(labels: Iterable<number>, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
