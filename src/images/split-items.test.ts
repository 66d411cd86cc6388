import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitItems } from "./split-items.ts";

const labelsOf = (...counts: number[]) =>
  Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));

/** How many items of each label are in a part. */
const counts = (part: Uint32Array, labels: Int32Array, classes: number) =>
  Array.from({ length: classes }, (_, label) => part.filter((index) => labels[index] === label).length);

describe("splitItems", () => {
  test("takes a quarter of every label for calibration", () => {
    const labels = labelsOf(40, 8, 400);
    const { calibration, evaluation, shared } = splitItems(labels);
    expect(counts(calibration, labels, 3)).toEqual([10, 2, 100]);
    expect(counts(evaluation, labels, 3)).toEqual([30, 6, 300]);
    expect(shared).toBe(false);
  });

  test("no more than a thousand calibrate, and a label of one image each still gives a quarter in all", () => {
    expect(splitItems(labelsOf(20_000, 20_000)).calibration).toHaveLength(1000);
    const each = Int32Array.from({ length: 100 }, (_, i) => i);
    expect(splitItems(each).calibration).toHaveLength(25);
  });

  test("depends on the seed and nothing else, and draws labels apart", () => {
    const labels = labelsOf(40, 40);
    const { calibration } = splitItems(labels, 5);
    expect(splitItems(labels, 5).calibration).toEqual(calibration);
    expect(splitItems(labels, 6).calibration).not.toEqual(calibration);
    const places = [...calibration].map((index) => index % 40);
    expect(new Set(places).size).toBeGreaterThan(10);
  });

  test("a handful of items does both, and says so", () => {
    const { calibration, evaluation, shared } = splitItems(labelsOf(3, 4));
    expect([calibration.length, evaluation.length, shared]).toEqual([7, 7, true]);
  });

  test("any larger set is divided without rest or overlap, both sides there", () => {
    const some = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 8, maxLength: 300 });
    fc.assert(
      fc.property(some, fc.nat(), (values, seed) => {
        const { calibration, evaluation } = splitItems(Int32Array.from(values), seed);
        expect([...calibration, ...evaluation].sort((a, b) => a - b)).toEqual([...values.keys()]);
        expect(calibration.length).toBe(Math.floor(values.length / 4));
      }),
      { seed: 1 },
    );
  });
});
