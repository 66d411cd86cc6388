import * as v from "valibot";
import { BACKEND_IDS } from "#experiment/backends.ts";
import { anyNumber } from "#experiment/json-numbers.ts";
import { isJudgedAlike, latencyObstacle } from "#experiment/outcomes/comparable.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import { recipeSchema } from "#experiment/recipe.ts";
import type { Environment, RunResult, VariantResult } from "#experiment/result.ts";
import { type PairedTest, pairedTest } from "#statistics/paired-test.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const score = v.object({ correct: count, total: count });
const latency = v.object({
  median: anyNumber,
  p10: anyNumber,
  p90: anyNumber,
  runs: count,
  warmup: count,
});
const numbersSchema = v.object({ top1: score, sizeBytes: count, latencyMs: v.nullable(latency) });
type Numbers = v.InferOutput<typeof numbersSchema>;

export const procedureRunSchema = v.object({
  number: count,
  recipe: recipeSchema,
  /** Of FP32. */
  backend: v.picklist(BACKEND_IDS),
  /** Why the times of both variants must not be divided; null where they may, absent in memories of earlier versions. */
  timesObstacle: v.optional(v.nullable(v.string())),
  fp32: numbersSchema,
  quantized: numbersSchema,
  /** Total 0 where the model is no classifier. */
  agreement: score,
  /** Indices of images that only FP32 classified correctly, and that only the quantized variant did. */
  lost: v.array(count),
  gained: v.array(count),
});
/** What the procedure keeps of a run: enough to test it against FP32 and against other runs. */
export type ProcedureRun = v.InferOutput<typeof procedureRunSchema>;

type Measured = Pick<RunResult, "recipe" | "fp32" | "quantized" | "agreement" | "flips"> & {
  environment: Pick<Environment, "fp32" | "quantized">;
};

const numbers = ({ top1, sizeBytes, latencyMs }: VariantResult): Numbers => ({ top1, sizeBytes, latencyMs });

export function procedureRun(number: number, result: Measured): ProcedureRun {
  const { recipe, environment, fp32, quantized, agreement, flips } = result;
  const of = (side: "lost" | "gained") =>
    flips.filter((flip) => pairedOutcome([flip], fp32.top1)[side] > 0).map(({ index }) => index);
  return {
    number,
    recipe,
    backend: environment.fp32.backend,
    timesObstacle: latencyObstacle(environment.fp32, environment.quantized),
    fp32: numbers(fp32),
    quantized: numbers(quantized),
    agreement,
    lost: of("lost"),
    gained: of("gained"),
  };
}

/** Against FP32 on the same pictures; null where none has a label. */
export function lossOf({ lost, gained, fp32 }: ProcedureRun): PairedTest | null {
  const { total } = fp32.top1;
  return total === 0 ? null : pairedTest({ lost: lost.length, gained: gained.length, total });
}

const missingFrom = (from: readonly number[], indices: readonly number[]): number => {
  const known = new Set(from);
  return indices.filter((index) => !known.has(index)).length;
};

/** A later run against an earlier one; null unless both judge the same model on the same labelled pictures. */
export function changeBetween(before: ProcedureRun, after: ProcedureRun): PairedTest | null {
  const judged = (run: ProcedureRun) => ({ ...run, environment: { fp32: { backend: run.backend } } });
  const { total } = after.fp32.top1;
  if (total === 0 || !isJudgedAlike(judged(before), judged(after))) return null;
  return pairedTest({
    lost: missingFrom(before.lost, after.lost) + missingFrom(after.gained, before.gained),
    gained: missingFrom(after.lost, before.lost) + missingFrom(before.gained, after.gained),
    total,
  });
}
