import { classChanges } from "#experiment/outcomes/class-changes.ts";
import type { EvaluationSnapshot } from "#protocol/messages.ts";

/** By class index: how likely chance makes a change as large, corrected for all classes; null where nothing is known of it. */
export function adjustedByClass({
  flips,
  fp32,
  quantized,
}: Pick<EvaluationSnapshot, "flips" | "fp32" | "quantized">): (number | null)[] {
  const byClass = fp32.perClass.map((): number | null => null);
  if (quantized) for (const { index, adjusted } of classChanges({ flips, fp32 })) byClass[index] = adjusted;
  return byClass;
}
