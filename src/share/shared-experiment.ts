import * as v from "valibot";
import { isPlainObject } from "#experiment/canonical-json.ts";
import { anyNumber } from "#experiment/json-numbers.ts";
import { recipeSchema, settingSchema } from "#experiment/recipe.ts";
import { placeSchema, scoreSchema } from "#experiment/run-counts.ts";
import { LabError } from "#failures/lab-error.ts";

const score = scoreSchema(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9)));
const version = v.pipe(v.string(), v.maxLength(64));

const expected = v.strictObject({
  /** Correct predictions of all that have a label; total 0 where none has. */
  fp32: score,
  quantized: score,
  /** Equal predictions; total 0 where the model is no classifier. */
  agreement: score,
  /** As in the log (`LogEntry`). */
  outputSqnrDb: v.nullable(anyNumber),
  /** Of the quantized file. */
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40)),
  /** Version of the lab, name and version of the runtime, and where each variant ran. */
  environment: v.strictObject({ lab: version, runtime: version, fp32: placeSchema, quantized: placeSchema }),
});
/** What the sender's run gave, for the receiver's to be compared with. */
export type ExpectedResult = v.InferOutput<typeof expected>;

const experiment = v.strictObject({
  recipe: recipeSchema,
  /** The second setting for the same model and images; null where there is none. */
  b: v.nullable(settingSchema),
  /** What of the page was open. */
  view: v.strictObject({
    tab: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{1,32}$/, "no name of a tab"))),
    layer: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(512))),
  }),
  /** Null where the sender had not run it. */
  expected: v.nullable(expected),
  /** The same of B, from the same run. */
  expectedB: v.nullable(expected),
});
/** All that a link carries. */
export interface SharedExperiment extends v.InferOutput<typeof experiment> {
  /** What is wrong with a second setting that could not be read, and was left out; absent where nothing is. */
  damagedB?: { path: string; problem: string };
}

/**
 * Validates what a link carries. A second setting that is damaged is left out, and costs the first nothing.
 *
 * @throws LabError `link.invalid` with `path` and `problem` of the first fault
 */
export function parseSharedExperiment(value: unknown): SharedExperiment {
  const result = v.safeParse(experiment, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const damage = { path: v.getDotPath(issue) ?? "", problem: issue.message };
  if (isPlainObject(value) && /^(b|expectedB)(\.|$)/.test(damage.path)) {
    const withoutB = v.safeParse(experiment, { ...value, b: null, expectedB: null }, { abortEarly: true });
    if (withoutB.success) return { ...withoutB.output, damagedB: damage };
  }
  throw new LabError("link.invalid", damage);
}
