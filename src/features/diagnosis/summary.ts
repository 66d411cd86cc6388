import { harmOf } from "#core/diagnosis/harm.ts";
import type { Finding } from "#core/report.ts";
import type { RunRecord } from "#store/run-slice.ts";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The diagnosis of a run in a sentence or two. */
export function summaryOf({ result, number }: RunRecord, findings: Finding[]): string {
  const found = findings.filter(({ state }) => state === "found");
  const likely = found.filter(({ grade }) => grade === "likely");
  const { hurt } = harmOf(result);
  // Slowness explains no loss.
  const explains = likely.some(({ id }) => id !== "no-speed-up");
  if (found.length === 0)
    return hurt
      ? `Run ${number} loses more than chance would have it, and none of these checks explains it. The codes themselves may be too few: try more bits, or a sweep for the layers that need them.`
      : `Nothing was found in run ${number}, and it loses nothing that is more than chance.`;
  const what = `${counted(found.length, "finding", "findings")} in run ${number}`;
  if (likely.length === 0)
    return hurt
      ? `${what}, none strong enough to explain what it loses. The codes themselves may be too few.`
      : `${what}, and none has done measurable harm.`;
  return hurt && !explains
    ? `${what}. What it loses in accuracy, none of them explains: the codes themselves may be too few.`
    : `${what}, ${counted(likely.length, "likely cause", "likely causes")} first.`;
}
