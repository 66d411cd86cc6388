import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamingHistogram } from "../histogram.ts";
import { divergence } from "./entropy-range.ts";

/** KL(P‖Q) bin by bin, as the comment of `divergence` defines it; all data positive, so bin i is counts[i]. */
function byDefinition(counts: number[], from: number, to: number, levels: number): number {
  const p = counts.slice(from, to);
  p[0] += counts.slice(0, from).reduce((a, b) => a + b, 0);
  p[p.length - 1] += counts.slice(to).reduce((a, b) => a + b, 0);
  const inside = counts.slice(from, to);
  const q = new Array<number>(p.length).fill(0);
  const edges = Array.from({ length: levels + 1 }, (_, level) => Math.round((level * p.length) / levels));
  for (let level = 0; level < levels; level++) {
    const members = edges[level + 1] - edges[level];
    const bins = Array.from({ length: members }, (_, i) => edges[level] + i);
    const mass = bins.reduce((sum, i) => sum + inside[i], 0) || 1e-4;
    const filled = bins.filter((i) => p[i] > 0);
    for (const i of filled) q[i] = mass / filled.length;
  }
  const total = counts.reduce((a, b) => a + b, 0);
  const kept = inside.reduce((a, b) => a + b, 0);
  return p.reduce((sum, n, i) => (n > 0 ? sum + (n / total) * Math.log(n / total / (q[i] / kept)) : sum), 0);
}

/** Integers from 10 up, so that bins are one wide and far from the special treatment of zero. */
const cases = fc
  .record({
    counts: fc.array(fc.nat({ max: 5 }), { minLength: 8, maxLength: 30 }),
    a: fc.nat(),
    b: fc.nat(),
    levels: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ counts, a, b, levels }) => {
    const full = [1, ...counts, 2];
    const from = a % (full.length - levels);
    const to = from + levels + (b % (full.length - from - levels + 1));
    return { counts: full, from, to, levels };
  })
  .filter(({ counts, from, to }) => counts.slice(from, to).some((n) => n > 0));

test("the divergence follows its definition", () => {
  fc.assert(
    fc.property(cases, ({ counts, from, to, levels }) => {
      const histogram = new StreamingHistogram({ maxBins: counts.length });
      counts.forEach((n, i) => {
        histogram.add(new Float32Array(n).fill(10 + i));
      });
      fc.pre(histogram.binWidth === 1);
      const got = divergence(histogram, levels)(10 + from, 10 + to - 0.5, Infinity);
      expect(got).toBeCloseTo(byDefinition(counts, from, to, levels), 9);
    }),
    { numRuns: 2000 },
  );
});

test("a range with fewer bins than levels, or with nothing in it, is impossible", () => {
  const histogram = new StreamingHistogram({ maxBins: 16 });
  histogram.add(Float32Array.of(10, 20));
  expect(histogram.binWidth).toBe(1);
  const cost = divergence(histogram, 4);
  expect(cost(10, 12, Infinity)).toBe(Infinity);
  expect(cost(12, 18, Infinity)).toBe(Infinity);
  expect(cost(10, 20, Infinity)).toBeLessThan(Infinity);
});
