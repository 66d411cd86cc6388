import fc from "fast-check";
import { expect, test } from "vitest";
import { paretoFront } from "./pareto.ts";

const point = (lossPoints: number, sizeBytes: number, outputSqnrDb = 20) => ({
  lossPoints,
  sizeBytes,
  outputSqnrDb,
});

test("what is beaten in one and not better in the other is not on the front", () => {
  const points = [point(0, 100), point(1, 60), point(1, 70), point(3, 60), point(-1, 110), point(0, 120)];
  expect(paretoFront(points)).toEqual([true, true, false, false, true, false]);
});

test("of points alike the one with the highest SQNR is on the front, then the first", () => {
  const equal = Number.POSITIVE_INFINITY;
  expect(paretoFront([point(1, 5, 20), point(1, 5, 30)])).toEqual([false, true]);
  expect(paretoFront([point(0, 5, equal), point(0, 5, equal)])).toEqual([true, false]);
});

test("an output that is not a number is never on the front", () => {
  expect(paretoFront([point(Number.NaN, 1), point(5, 9)])).toEqual([false, true]);
  expect(paretoFront([point(Number.NaN, 1, Number.NaN)])).toEqual([false]);
  expect(paretoFront([])).toEqual([]);
});

test("agrees with a comparison of all pairs", () => {
  const arbitrary = fc.array(
    fc.record({
      lossPoints: fc.integer({ min: -2, max: 6 }),
      sizeBytes: fc.integer({ min: 1, max: 8 }),
      outputSqnrDb: fc.integer({ min: 10, max: 13 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(arbitrary, (points) => {
      const front = paretoFront(points);
      points.forEach((a, i) => {
        const isBeaten = points.some((b, j) => {
          if (b.lossPoints > a.lossPoints || b.sizeBytes > a.sizeBytes) return false;
          if (b.lossPoints < a.lossPoints || b.sizeBytes < a.sizeBytes) return true;
          return b.outputSqnrDb > a.outputSqnrDb || (b.outputSqnrDb === a.outputSqnrDb && j < i);
        });
        expect(front[i]).toBe(!isBeaten);
      });
    }),
  );
});
