import { worstFirst } from "#numerics/errors/output-errors.ts";

/** What one measured setting costs and keeps. */
export interface Tradeoff {
  /** What is lost against FP32, in percentage points; below zero where something is gained. */
  lossPoints: number;
  sizeBytes: number;
  /** Decides between settings that lose and weigh the same: higher is better. */
  outputSqnrDb: number;
}

/**
 * Which of the points lie on the Pareto front of loss against size: those for which no other loses at most as
 * much, weighs at most as much and is better in one of the two. Of points alike in both the one with the highest
 * SQNR is on the front, of those alike in that too the first. A loss that is NaN is never on it.
 *
 * @returns one entry per point, in their order
 */
export function paretoFront(points: readonly Tradeoff[]): boolean[] {
  const sound = [...points.keys()].filter((i) => !Number.isNaN(points[i].lossPoints));
  const order = sound.sort(
    (a, b) =>
      points[a].sizeBytes - points[b].sizeBytes ||
      points[a].lossPoints - points[b].lossPoints ||
      worstFirst(points[b].outputSqnrDb, points[a].outputSqnrDb) ||
      a - b,
  );
  const isOnFront = points.map(() => false);
  let least = Infinity;
  for (const i of order) {
    if (points[i].lossPoints >= least) continue;
    least = points[i].lossPoints;
    isOnFront[i] = true;
  }
  return isOnFront;
}
