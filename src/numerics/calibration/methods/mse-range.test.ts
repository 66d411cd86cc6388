import fc from "fast-check";
import { expect, test } from "vitest";
import { deployableParams, type GridSpec } from "../../affine.ts";
import { StreamingHistogram } from "../histogram.ts";
import { expectedSquaredError } from "./mse-range.ts";

test("a limit changes no error below it, and leaves others no smaller", () => {
  const values = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 60 });
  const reach = fc.float({ min: Math.fround(0.01), max: 10, noNaN: true });
  fc.assert(
    fc.property(
      values,
      reach,
      fc.boolean(),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (x, end, sign, share) => {
        const histogram = new StreamingHistogram();
        histogram.add(Float32Array.from(x));
        const grid: GridSpec = { bits: 4, scheme: sign ? "symmetric" : "asymmetric", signed: sign };
        const params = deployableParams(-end / 2, end, grid);
        const error = expectedSquaredError(histogram);
        const exact = error(params);
        const limit = exact * share;
        if (limit > exact) expect(error(params, limit)).toBe(exact);
        else expect(error(params, limit)).toBeGreaterThanOrEqual(limit);
      },
    ),
  );
});
