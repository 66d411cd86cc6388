import type { RunResult } from "#experiment/result.ts";
import type { EvaluationSnapshot, ModelSummary } from "#protocol/messages.ts";

/**
 * What a run can be judged by: accuracy where pictures have labels, agreement of predictions where they have none,
 * and the outputs' values where the model is no classifier.
 */
export type MeasuredBy = "accuracy" | "agreement" | "outputs";

export function measuredBy(
  { fp32 }: Pick<EvaluationSnapshot | RunResult, "fp32">,
  task: ModelSummary["task"],
): MeasuredBy {
  if (task === "other") return "outputs";
  return fp32.top1.total > 0 ? "accuracy" : "agreement";
}
