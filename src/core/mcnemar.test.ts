import { expect, it } from "vitest";
import { mcnemarPValue } from "./mcnemar.ts";

it.each([
  [0, 0, 1],
  [3, 0, 0.25],
  [3, 3, 1],
  [5, 1, 0.21875],
  [6, 0, 0.03125],
  // Summed in whole numbers of any length.
  [10, 20, 0.09873714670538902],
  [400, 600, 2.7284641560660184e-10],
  [4000, 3900, 0.2653478988383241],
])("%d lost and %d gained", (lost, gained, p) => {
  expect(mcnemarPValue(lost, gained) / p).toBeCloseTo(1, 10);
  expect(mcnemarPValue(gained, lost) / p).toBeCloseTo(1, 10);
});

it("vanishes without becoming anything else than a number", () => {
  expect(mcnemarPValue(5000, 0)).toBe(0);
});
