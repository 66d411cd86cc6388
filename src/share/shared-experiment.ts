import * as v from "valibot";
import { anyNumber } from "#experiment/json-numbers.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { parseRecipe } from "#experiment/recipe-schema.ts";
import { LabError } from "#failures/lab-error.ts";

/** What the sender's run gave, for the receiver's to be held against. */
export interface ExpectedResult {
  /** Correct predictions of all that have a label; total 0 where none has. */
  fp32: { correct: number; total: number };
  quantized: { correct: number; total: number };
  /** Equal predictions; total 0 where the model is no classifier. */
  agreement: { correct: number; total: number };
  /** As in the log (`LogEntry`). */
  outputSqnrDb: number | null;
  /** Of the quantized file. */
  sizeBytes: number;
  environment: {
    /** Version of the lab, and name and version of the runtime. */
    lab: string;
    runtime: string;
    fp32: { backend: "wasm" | "webgpu"; threads: number };
    quantized: { backend: "wasm" | "webgpu"; threads: number };
  };
}

/** All that a link carries. */
export interface SharedExperiment {
  recipe: Recipe;
  /** What of the page was open. */
  view: { tab?: string; layer?: string };
  /** Null where the sender had not run it. */
  expected: ExpectedResult | null;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));
const score = v.pipe(
  v.strictObject({ correct: count, total: count }),
  v.check(({ correct, total }) => correct <= total, "more correct than there are"),
);
const variant = v.strictObject({
  backend: v.picklist(["wasm", "webgpu"]),
  threads: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
});
const version = v.pipe(v.string(), v.maxLength(64));

const expected: v.GenericSchema<unknown, ExpectedResult> = v.strictObject({
  fp32: score,
  quantized: score,
  agreement: score,
  outputSqnrDb: v.nullable(anyNumber),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40)),
  environment: v.strictObject({ lab: version, runtime: version, fp32: variant, quantized: variant }),
});

const experiment = v.strictObject({
  recipe: v.unknown(),
  view: v.strictObject({
    tab: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{1,32}$/, "no name of a tab"))),
    layer: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(512))),
  }),
  expected: v.nullable(expected),
});

/**
 * Validates what a link carries.
 *
 * @throws LabError `link.invalid` with `path` and `problem` of the first fault
 */
export function parseSharedExperiment(value: unknown): SharedExperiment {
  const result = v.safeParse(experiment, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new LabError("link.invalid", { path: v.getDotPath(issue) ?? "", problem: issue.message });
  }
  try {
    return { ...result.output, recipe: parseRecipe(result.output.recipe) };
  } catch (error) {
    const details = error instanceof LabError ? error.details : {};
    throw new LabError("link.invalid", { ...details, path: `recipe.${details.path}` }, { cause: error });
  }
}
