import { expect, it } from "vitest";
import { scatterBins } from "./scatter-bins.ts";

it("sorts points into stretches of x, the largest into the last one", () => {
  const bins = scatterBins([0, 0.4, 2, 4], [1, 3, 5, 9], 4);
  expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
    [0, 1, 2],
    [2, 3, 1],
    [3, 4, 1],
  ]);
  expect(bins[0]).toMatchObject({ meanX: 0.2, meanY: 2, minY: 1, maxY: 3 });
});

it("has one stretch for equal values, and none for none", () => {
  expect(scatterBins([2, 2], [1, 2], 8)).toMatchObject([{ from: 2, count: 2 }]);
  expect(scatterBins([], [], 8)).toEqual([]);
});
