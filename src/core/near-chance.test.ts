import { expect, test } from "vitest";
import { nearChance } from "./near-chance.ts";

test("guessing is told from knowing", () => {
  expect(nearChance(100, 1000, 10)).toMatchObject({ nearChance: true, chance: 0.1 });
  expect(nearChance(120, 1000, 10).nearChance).toBe(true);
  expect(nearChance(150, 1000, 10).nearChance).toBe(false);
  expect(nearChance(0, 1000, 1000).nearChance).toBe(true);
  expect(nearChance(20, 1000, 1000).nearChance).toBe(false);
  // Worse than guessing is no better: labels in another order give that.
  expect(nearChance(2, 1000, 10).nearChance).toBe(true);
  // Two classes and a mediocre model: 60 of 100 is within reach of a coin, 700 of 1000 is not.
  expect(nearChance(60, 100, 2).nearChance).toBe(true);
  expect(nearChance(700, 1000, 2).nearChance).toBe(false);
});

test("nothing is said of a handful of pictures, nor of one class", () => {
  expect(nearChance(1, 9, 10).nearChance).toBe(false);
  expect(nearChance(50, 50, 1).nearChance).toBe(false);
  expect(nearChance(0, 0, 10).nearChance).toBe(false);
});
