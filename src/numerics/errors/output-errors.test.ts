import { expect, test } from "vitest";
import type { OutputComparison } from "./output-errors.ts";
import { ALL_FINITE, OutputErrors, worstFirst, worstOutput } from "./output-errors.ts";

const add = (errors: OutputErrors, x: number[], xHat: number[]) =>
  errors.add(Float32Array.from(x), Float32Array.from(xHat));

test("errors are over all items, the divergence is their mean", () => {
  const errors = new OutputErrors("probabilities", [2], "probabilities");
  add(errors, [0.5, 0.5], [0.25, 0.75]);
  add(errors, [0.5, 0.5], [0.5, 0.5]);
  const { name, shape, mse, sqnrDb, maxAbsError, cosine, klDivergence } = errors.result();
  expect({ name, shape, mse, maxAbsError }).toEqual({
    name: "probabilities",
    shape: [2],
    mse: 0.125 / 4,
    maxAbsError: 0.25,
  });
  expect(sqnrDb).toBeCloseTo(10 * Math.log10(1 / 0.125), 10);
  expect(cosine).toBeCloseTo(1 / Math.sqrt(1 * 1.125), 10);
  expect(klDivergence).toBeCloseTo((0.5 * Math.log(2) + 0.5 * Math.log(2 / 3)) / 2, 7);
});

test("values that are no class scores have no divergence", () => {
  const errors = new OutputErrors("boxes", [1], "values");
  add(errors, [2], [2]);
  expect(errors.result()).toMatchObject({ mse: 0, sqnrDb: Infinity, cosine: 1, klDivergence: null });
});

const { NaN: not } = Number;
const nothing = { mse: not, sqnrDb: not, maxAbsError: not, cosine: not };

test("items that hold NaN or an infinity are counted by where they do, and in no figure", () => {
  const errors = new OutputErrors("logits", [2], "logits");
  const sound = new OutputErrors("logits", [2], "logits");
  for (const each of [errors, sound]) add(each, [1, 2], [1, 2.5]);
  add(errors, [not, 1], [0, 1]);
  add(errors, [1, 1], [Infinity, 1]);
  add(errors, [1, 1], [not, not]);
  add(errors, [-Infinity, 1], [not, 1]);
  for (const each of [errors, sound]) add(each, [3, -1], [3, -1.5]);
  const notFinite = { fp32Only: 1, quantizedOnly: 2, both: 1 };
  expect(errors.result()).toEqual({ ...sound.result(), items: 6, notFinite });
  expect(sound.result()).toMatchObject({ items: 2, notFinite: { fp32Only: 0, quantizedOnly: 0, both: 0 } });
});

test("orders what is not a number as the worst", () => {
  const sorted = [3, Infinity, not, -Infinity, 1, not, Infinity].toSorted(worstFirst);
  expect(sorted).toEqual([not, not, -Infinity, 1, 3, Infinity, Infinity]);
  const output = (name: string, sqnrDb: number, quantizedOnly = 0) => ({
    ...new OutputErrors(name, [1], "values").result(),
    ...{ sqnrDb, notFinite: { ...ALL_FINITE, quantizedOnly } },
  });
  const worst = (...outputs: OutputComparison[]) => worstOutput(outputs)?.name ?? null;
  expect(worst()).toBeNull();
  expect(worst(output("a", 50), output("b", 20))).toBe("b");
  expect(worst(output("a", 20), output("b", not), output("c", Infinity))).toBe("b");
  expect(worst(output("a", 20), output("b", 60, 1))).toBe("b");
});

test("where no item is finite there is no figure, not perfection", () => {
  const errors = new OutputErrors("logits", [1], "logits");
  expect(errors.result()).toMatchObject({ ...nothing, klDivergence: not, items: 0 });
  add(errors, [1], [not]);
  expect(errors.result()).toMatchObject({ ...nothing, klDivergence: not, items: 1 });
});
