import { describe, expect, it } from "vitest";
import type { SymptomId } from "#diagnosis/diagnose.ts";
import type { Finding } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { summaryOf } from "./summary.ts";

const run = (lost: number) => {
  const flips = Array.from({ length: lost }, (_, index) => ({ index, label: 0, fp32: 0, quantized: 1 }));
  const top1 = { correct: 90, total: 100 };
  return { number: 3, result: { flips, fp32: { top1 } } as unknown as RunResult };
};
const found = (id: SymptomId, grade: Finding["grade"]) => ({ id, grade, state: "found" }) as Finding;
const clear = { id: "clipping", grade: null, state: "clear" } as Finding;

describe("summary", () => {
  it("counts findings and causes", () => {
    const causes = [found("weight-disparity", "likely"), found("clipping", "likely"), clear];
    expect(summaryOf(run(20), causes)).toBe("2 findings in run 3, 2 likely causes of its loss.");
    expect(summaryOf(run(20), [causes[0], found("no-speed-up", "likely")])).toBe(
      "2 findings in run 3, a likely cause of its loss.",
    );
  });

  it("does not blame slowness, or what is too weak, for a loss", () => {
    expect(summaryOf(run(20), [found("no-speed-up", "likely")])).toContain(
      "nothing that was found explains it",
    );
    expect(summaryOf(run(20), [clear])).toContain("none of these checks explains it");
  });

  it("says that nothing was harmed", () => {
    expect(summaryOf(run(1), [found("weight-disparity", "possible")])).toBe(
      "1 finding in run 3, and none that has done its results measurable harm.",
    );
    expect(summaryOf(run(0), [clear])).toContain("Nothing was found in run 3");
  });
});
