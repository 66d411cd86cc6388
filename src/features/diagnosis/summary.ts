import { measuredLoss } from "#diagnosis/measured-loss.ts";
import type { Finding } from "#experiment/report.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { formatCounted } from "#words/format.ts";

/** The diagnosis of a run in a sentence or two. */
export function summaryOf(
  { result, number }: Pick<RunRecord, "result" | "number">,
  findings: Finding[],
): string {
  const found = findings.filter(({ state }) => state === "found");
  // Slowness explains no loss.
  const causes = found.filter(({ grade, id }) => grade === "likely" && id !== "no-speed-up");
  const { isLoss, isKnown, sentence } = measuredLoss(result);
  const what = `${formatCounted(found.length, "finding")} in run ${number}`;
  if (isLoss && causes.length > 0)
    return `${what}, ${causes.length === 1 ? "a likely cause" : `${causes.length} likely causes`} of its loss.`;
  if (isLoss)
    return `Run ${number} loses more than chance would have it, and ${found.length === 0 ? "none of these checks" : "nothing that was found"} explains it. The codes may be too few: try more bits, or a sweep for the layers that need them.`;
  if (!isKnown) return found.length === 0 ? sentence : `${what}. ${sentence}`;
  if (found.length === 0)
    return `Nothing was found in run ${number}, and it loses nothing that is more than chance.`;
  return `${what}, and none that has done its results measurable harm.`;
}
