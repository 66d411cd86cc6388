const BINS = 90;

/** How densely values lie within a domain: heights of equal bins, the highest 1; what lies outside is left out. */
export function shapeOf(x: Float32Array, [low, high]: readonly [number, number]): number[] {
  const counts: number[] = Array.from({ length: BINS }, () => 0);
  for (let i = 0; i < x.length; i++) {
    const bin = Math.floor(((x[i] - low) / (high - low)) * BINS);
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  const most = Math.max(...counts, 1);
  return counts.map((count) => count / most);
}
