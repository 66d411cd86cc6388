import * as v from "valibot";
import { BACKEND_IDS } from "#experiment/backends.ts";

/** Correct out of all, each a valid `count`. */
export const scoreSchema = (count: v.GenericSchema<number>) =>
  v.pipe(
    v.strictObject({ correct: count, total: count }),
    v.check(({ correct, total }) => correct <= total, "more correct than there are"),
  );

/** Where a variant ran. */
export const placeSchema = v.strictObject({
  backend: v.picklist(BACKEND_IDS),
  threads: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
});
