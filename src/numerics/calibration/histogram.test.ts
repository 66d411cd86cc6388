import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamingHistogram } from "./histogram.ts";

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const ordinary = fc.float({ min: -10, max: 10, noNaN: true });
const values = fc.oneof(
  fc.array(finite),
  fc.array(ordinary),
  fc.array(fc.oneof(ordinary, fc.constantFrom(0, -0, 1, 1e-45, -1e-45))),
);

function histogramOf(parts: number[][], maxBins: number): StreamingHistogram {
  const histogram = new StreamingHistogram({ maxBins });
  for (const part of parts) histogram.add(new Float32Array(part));
  return histogram;
}

function state(histogram: StreamingHistogram) {
  const { min, max, count, nonFinite, binWidth, firstBin, counts } = histogram;
  return { min, max, count, nonFinite, binWidth, firstBin, counts: [...counts] };
}

const bins = fc.constantFrom(2, 3, 16, 64);

test("neither order nor batch boundaries matter", () => {
  fc.assert(
    fc.property(values, bins, fc.nat(), fc.func(fc.nat()), (all, maxBins, cut, key) => {
      const shuffled = all
        .map((value, i) => ({ value, rank: key(i) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ value }) => value);
      const middle = cut % (all.length + 1);
      const whole = histogramOf([all], maxBins);
      const parts = histogramOf([shuffled.slice(0, middle), [], shuffled.slice(middle)], maxBins);
      expect(state(parts)).toEqual(state(whole));
    }),
    { numRuns: 500 },
  );
});

test("merging is associative, commutative and the same as counting together", () => {
  fc.assert(
    fc.property(values, values, values, bins, (a, b, c, maxBins) => {
      const of = (...parts: number[][]) => histogramOf(parts, maxBins);
      const left = of(a);
      left.merge(of(b));
      left.merge(of(c));
      const inner = of(b);
      inner.merge(of(c));
      const right = of(a);
      right.merge(inner);
      const reversed = of(c);
      reversed.merge(of(b));
      reversed.merge(of(a));
      const together = state(of([...a, ...b, ...c]));
      expect(state(left)).toEqual(together);
      expect(state(right)).toEqual(together);
      expect(state(reversed)).toEqual(together);
    }),
    { numRuns: 500 },
  );
});

test("every value is in the bin whose edges hold it", () => {
  fc.assert(
    fc.property(values, bins, (all, maxBins) => {
      const histogram = histogramOf([all], maxBins);
      const { counts } = histogram;
      expect(counts.length).toBeLessThanOrEqual(maxBins);
      const x = new Float32Array(all);
      const expected = Array.from(counts, (_, i) => {
        return x.filter((v) => v >= histogram.edge(i) && v < histogram.edge(i + 1)).length;
      });
      expect([...counts]).toEqual(expected);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(all.length);
    }),
    { numRuns: 500 },
  );
});

test("more than half of the bins are used for ordinary data", () => {
  fc.assert(
    fc.property(fc.float({ min: 1, max: 1000, noNaN: true }), ordinary, (spread, centre) => {
      const histogram = histogramOf([[centre - spread, centre, centre + spread]], 4096);
      expect(histogram.binCount).toBeGreaterThan(2048);
    }),
  );
});

test("from denormals to the largest float32", () => {
  const histogram = histogramOf([[1e-45], [0], [3.4e38, -3.4e38], [1e-38]], 4096);
  expect(histogram.count).toBe(5);
  expect(histogram.binWidth).toBe(2 ** 117);
  expect(histogram.counts[-histogram.firstBin]).toBe(3);
});

test("a constant, zeros and minus zero are one bin", () => {
  for (const value of [0, -0, 1, -1, 1e-45, 3.4e38, 0.1]) {
    const histogram = histogramOf([[value, value], [value]], 4096);
    expect([...histogram.counts]).toEqual([3]);
    const x = Math.fround(value) + 0;
    expect([histogram.min, histogram.max]).toEqual([x, x]);
    expect(histogram.edge(0)).toBeLessThanOrEqual(x);
    expect(histogram.edge(1)).toBeGreaterThan(x);
  }
});

test("non-finite values are counted apart", () => {
  const histogram = histogramOf([[1, Number.NaN, Infinity, 2, -Infinity], [Number.NaN]], 16);
  expect(histogram.nonFinite).toBe(4);
  expect(histogram.count).toBe(2);
  expect([histogram.min, histogram.max]).toEqual([1, 2]);
  expect(histogram.counts.reduce((sum, n) => sum + n, 0)).toBe(2);
});

test("an empty histogram", () => {
  const histogram = new StreamingHistogram();
  expect(state(histogram)).toMatchObject({ count: 0, counts: [], min: Infinity, max: -Infinity });
});

test("limits on the number of bins", () => {
  expect(() => new StreamingHistogram({ maxBins: 1 })).toThrow(RangeError);
  expect(() => new StreamingHistogram({ maxBins: 4 }).merge(new StreamingHistogram())).toThrow(RangeError);
});
