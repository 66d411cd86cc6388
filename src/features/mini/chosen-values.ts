/** Few enough that their arrows can be told apart. */
const CHOSEN = 9;

/** Some of the values, spread evenly over their range, ascending; all where they are few. */
export function chosenValues(x: Float32Array): number[] {
  const sorted = [...new Set(x)].sort((a, b) => a - b);
  if (sorted.length <= CHOSEN) return sorted;
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const nearest = Array.from({ length: CHOSEN }, (_, i) => {
    const wanted = low + ((high - low) * i) / (CHOSEN - 1);
    return sorted.reduce((best, value) =>
      Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best,
    );
  });
  return [...new Set(nearest)];
}
