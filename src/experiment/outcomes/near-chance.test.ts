import { describe, expect, test } from "vitest";
import { wilsonInterval } from "#statistics/statistics.ts";
import { besideChance, departsFromKnown, guessedClasses, nearChance } from "./near-chance.ts";

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

test("guessing is among the classes that have images", () => {
  const scores = (...totals: number[]) => totals.map((total) => ({ correct: 0, total }));
  expect(guessedClasses(scores(5, 0, 5, 5, 0))).toBe(3);
  expect(guessedClasses(scores(0, 9, 0, 0))).toBe(4);
  expect(guessedClasses([])).toBe(0);
});

test("how an accuracy is said to stand to chance follows its interval, and no interval that holds chance goes unsaid", () => {
  for (const classes of [2, 3, 10, 16, 1000]) {
    for (const total of [10, 37, 128, 512]) {
      for (let correct = 0; correct <= total; correct++) {
        const { low, high } = wilsonInterval({ correct, total });
        const beside = besideChance({ correct, total }, 1 / classes);
        expect(beside).toBe(high < 1 / classes ? "below" : low > 1 / classes ? "above" : "at");
        if (beside !== "above") expect(nearChance(correct, total, classes).nearChance).toBe(true);
      }
    }
  }
});

describe("a known accuracy", () => {
  const known = { top1: { correct: 1947, total: 2048 } };
  test.each([
    [1947, 2048, false],
    [486, 512, false],
    [470, 512, false],
    [113, 512, true],
    [512, 512, true],
    [0, 1, false],
    [0, 3, true],
    [0, 0, false],
  ])("%d of %d", (correct, total, departs) => {
    expect(departsFromKnown({ correct, total }, known).departs).toBe(departs);
  });

  test("of everything, or nothing, admits no exception", () => {
    const all = { top1: { correct: 10, total: 10 } };
    expect(departsFromKnown({ correct: 9, total: 9 }, all).departs).toBe(false);
    expect(departsFromKnown({ correct: 8, total: 9 }, all).departs).toBe(true);
    const none = { top1: { correct: 0, total: 10 } };
    expect(departsFromKnown({ correct: 0, total: 9 }, none).departs).toBe(false);
    expect(departsFromKnown({ correct: 1, total: 9 }, none).departs).toBe(true);
  });
});
