import { expect, test } from "vitest";
import { OutputErrors } from "./output-errors.ts";

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
