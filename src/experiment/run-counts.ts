import * as v from "valibot";
import { LabError } from "#failures/lab-error.ts";
import { judgedSqnrDb, type OutputComparison, worstOutput } from "#numerics/errors/output-errors.ts";
import { BACKEND_IDS } from "./backends.ts";
import { anyNumber } from "./json-numbers.ts";
import { pairedOutcome } from "./outcomes/paired-outcomes.ts";
import { parseRecipe, type Recipe } from "./recipe.ts";
import type { RunResult } from "./result.ts";

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

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(64));

const variant = v.strictObject({
  /** Total 0 where nothing has a label, or the model is no classifier. */
  top1: scoreSchema(count),
  sizeBytes: count,
  weightBytes: count,
  /** Of one inference after warm-up; null where it was not timed. */
  latencyMs: v.nullable(v.strictObject({ median: milliseconds, p10: milliseconds, p90: milliseconds })),
  ...placeSchema.entries,
});
/** Counts, latency and sizes of one variant in one run. */
export type VariantCounts = v.InferOutput<typeof variant>;

/** A recipe whose faults are all reported at the recipe itself. */
const recipe = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Recipe>(({ dataset, addIssue, NEVER }) => {
    try {
      return parseRecipe(dataset.value);
    } catch (error) {
      const { path, problem } = error instanceof LabError ? error.details : {};
      addIssue({ message: `no recipe: ${path ?? ""} ${problem ?? ""}` });
      return NEVER;
    }
  }),
);

/** What the log keeps of a run: counts, sizes and times, without the single images and layers. */
export const runCountsSchema = v.strictObject({
  modelName: v.pipe(v.string(), v.maxLength(512)),
  recipe,
  fp32: variant,
  quantized: variant,
  /** Equal predictions; total 0 where the model is no classifier. */
  agreement: scoreSchema(count),
  /** Images classified correctly by FP32 only, and by the quantized model only; null where nothing has a label. */
  discordant: v.nullable(v.strictObject({ lost: count, gained: count })),
  /**
   * SQNR of the worst output in dB, NaN where that is not a number for some item that FP32 has numbers for; null where
   * no output was compared, and in logs of earlier versions also where it is infinite.
   */
  outputSqnrDb: v.nullable(anyNumber),
  /** Version of the lab, and name and version of the runtime. */
  lab: text,
  runtime: text,
});
export type RunCounts = v.InferOutput<typeof runCountsSchema>;

/** SQNR of the worst output in dB, NaN where that is not a number for some item; null where no output was compared. */
export function worstSqnrDb(outputs: readonly OutputComparison[]): number | null {
  const worst = worstOutput(outputs);
  return worst && judgedSqnrDb(worst);
}

const variantCounts = (
  { top1, sizeBytes, weightBytes, latencyMs }: RunResult["fp32"],
  { backend, threads }: RunResult["environment"]["fp32"],
): VariantCounts => ({
  top1,
  sizeBytes,
  weightBytes,
  latencyMs: latencyMs && { median: latencyMs.median, p10: latencyMs.p10, p90: latencyMs.p90 },
  backend,
  threads,
});

function discordantOf({ flips, fp32 }: RunResult): RunCounts["discordant"] {
  if (fp32.top1.total === 0) return null;
  const { lost, gained } = pairedOutcome(flips, fp32.top1);
  return { lost, gained };
}

export function runCounts(result: RunResult, modelName: string): RunCounts {
  const { recipe, fp32, quantized, environment, agreement, outputs } = result;
  return {
    modelName,
    recipe,
    fp32: variantCounts(fp32, environment.fp32),
    quantized: variantCounts(quantized, environment.quantized),
    agreement,
    discordant: discordantOf(result),
    outputSqnrDb: worstSqnrDb(outputs),
    lab: environment.lab,
    runtime: environment.runtime,
  };
}
