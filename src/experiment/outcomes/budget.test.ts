import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Budget, chooseWithin, lossMeasure, lossPoints, meetsBudget } from "./budget.ts";

const none = { correct: 0, total: 0 };
const point = (lossPoints: number, sizeBytes: number, uniform = false, outputSqnrDb = 20) => ({
  ...{ lossPoints, sizeBytes, uniform, outputSqnrDb },
});
const accuracy = (maxDropPoints: number): Budget => ({ kind: "accuracy", maxDropPoints });
const size = (maxShare: number): Budget => ({ kind: "size", maxShare });

describe("what is lost", () => {
  test("is the drop in top-1 by the counts, exact at the limit", () => {
    const outcome = {
      top1: { correct: 197, total: 200 },
      agreement: { correct: 150, total: 200 },
      outputSqnrDb: 5,
    };
    const fp32 = { correct: 198, total: 200 };
    expect(lossMeasure(outcome)).toBe("top1");
    expect(lossPoints(outcome, fp32)).toBe(0.5);
    expect(lossPoints(outcome, { correct: 196, total: 200 })).toBe(-0.5);
    const thousand = { ...outcome, top1: { correct: 900, total: 1000 } };
    expect(lossPoints(thousand, { correct: 903, total: 1000 })).toBe(0.3);
  });

  test("is the predictions changed where there are no labels", () => {
    const outcome = { top1: none, agreement: { correct: 39, total: 40 }, outputSqnrDb: 5 };
    expect(lossMeasure(outcome)).toBe("agreement");
    expect(lossPoints(outcome, none)).toBe(2.5);
  });

  test("is noise by signal where there are no classes", () => {
    const outcome = { top1: none, agreement: none, outputSqnrDb: 20 };
    expect(lossMeasure(outcome)).toBe("output-noise");
    expect(lossPoints(outcome, none)).toBeCloseTo(1, 12);
    expect(lossPoints({ ...outcome, outputSqnrDb: Infinity }, none)).toBe(0);
    expect(lossPoints({ ...outcome, outputSqnrDb: Number.NaN }, none)).toBeNaN();
  });
});

describe("the choice", () => {
  const points = [
    point(0, 100, true),
    point(0.4, 40, true),
    point(0.5, 30),
    point(0.5, 30, false, 25),
    point(0.2, 35),
    point(2, 20, true),
  ];

  test("is the smallest that keeps to a loss, the better of equals", () => {
    expect(chooseWithin(points, 100, accuracy(0.5))).toEqual({ chosen: 3, bestUniform: 1, nearest: 3 });
    expect(chooseWithin(points, 100, accuracy(0.1))).toEqual({ chosen: 0, bestUniform: 0, nearest: 0 });
  });

  test("is the one that loses least in a size", () => {
    expect(chooseWithin(points, 100, size(0.4))).toEqual({ chosen: 4, bestUniform: 1, nearest: 4 });
    expect(chooseWithin(points, 100, size(0.3))).toEqual({ chosen: 3, bestUniform: 5, nearest: 3 });
  });

  test("is none where no point meets the budget, and the nearest is told", () => {
    expect(chooseWithin(points, 100, accuracy(-1))).toEqual({ chosen: null, bestUniform: null, nearest: 0 });
    expect(chooseWithin(points, 100, size(0.1))).toEqual({ chosen: null, bestUniform: null, nearest: 5 });
    expect(chooseWithin([point(Number.NaN, 9), point(3, 10)], 100, accuracy(1)).nearest).toBe(1);
  });

  test("takes what is not a number last", () => {
    const broken = point(Number.NaN, 1, true, Number.NaN);
    expect(chooseWithin([broken, point(3, 10)], 100, size(0.5)).chosen).toBe(1);
    expect(
      chooseWithin([point(0, 9, false, Number.NaN), point(0, 9, false, 3)], 100, accuracy(1)).chosen,
    ).toBe(1);
    expect(chooseWithin([broken], 100, accuracy(1))).toEqual({ chosen: null, bestUniform: null, nearest: 0 });
  });

  test("keeps to the budget and is never worse than the best uniform setting", () => {
    const arbitrary = fc.record({
      lossPoints: fc.integer({ min: -3, max: 9 }),
      sizeBytes: fc.integer({ min: 1, max: 100 }),
      uniform: fc.boolean(),
      outputSqnrDb: fc.integer({ min: 0, max: 40 }),
    });
    const budget = fc.oneof(
      fc.integer({ min: -4, max: 8 }).map((points) => accuracy(points)),
      fc.integer({ min: 0, max: 100 }).map((percent) => size(percent / 100)),
    );
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 9 }), budget, (all, limit) => {
        const { chosen, bestUniform, nearest } = chooseWithin(all, 100, limit);
        const met = all.filter((each) => meetsBudget(each, 100, limit));
        expect(chosen === null).toBe(met.length === 0);
        expect(bestUniform === null).toBe(met.every(({ uniform }) => !uniform));
        if (chosen === null) return;
        expect(nearest).toBe(chosen);
        expect(meetsBudget(all[chosen], 100, limit)).toBe(true);
        const what = limit.kind === "accuracy" ? "sizeBytes" : "lossPoints";
        expect(all[chosen][what]).toBe(Math.min(...met.map((each) => each[what])));
        if (bestUniform !== null) expect(all[bestUniform].uniform).toBe(true);
      }),
    );
  });
});
