import { expect, it } from "vitest";
import { mcnemarPValue } from "./mcnemar.ts";

// Published by Fagerland, Lydersen and Laake (2013), and with their R package "contingencytables".
it.each([
  ["airway hyper-responsiveness, Bentur et al. 2009", 7, 1, 0.0391],
  ["consolidation therapy, Cavo et al. 2012", 16, 6, 0.0347],
  ["floppy eyelid syndrome, Ezra et al. 2010", 2, 25, 3.03e-6],
])("%s", (_, lost, gained, p) => {
  expect(mcnemarPValue(lost, gained) / p).toBeCloseTo(1, 2);
});

it.each([
  [0, 0, 1],
  [3, 0, 0.125],
  // 1 − C(6, 3) / 2⁶ / 2.
  [3, 3, 0.84375],
  [5, 1, 0.125],
  [6, 0, 0.015625],
  // Summed in whole numbers of any length.
  [10, 20, 0.07075554598122835],
  [400, 600, 2.265073348661045e-10],
  [4000, 3900, 0.26058062279778527],
])("%d lost and %d gained", (lost, gained, p) => {
  expect(mcnemarPValue(lost, gained) / p).toBeCloseTo(1, 10);
  expect(mcnemarPValue(gained, lost) / p).toBeCloseTo(1, 10);
});

it("is a number for any counts, soon", () => {
  expect(mcnemarPValue(5000, 0)).toBe(0);
  expect(mcnemarPValue(1e12, 1e12)).toBeCloseTo(1, 5);
  expect(mcnemarPValue(1e12, 0)).toBe(0);
});

it.each([-1, 0.5, Number.NaN, Infinity])("refuses %d as a count", (count) => {
  expect(() => mcnemarPValue(count, 3)).toThrow(RangeError);
  expect(() => mcnemarPValue(3, count)).toThrow(RangeError);
});
