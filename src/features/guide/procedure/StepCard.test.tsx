import { expect, test } from "vitest";
import { runResult, variantResult } from "#experiment/fixtures/run-result.ts";
import { lossOf, procedureRun } from "#lessons/procedure-run.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { draw } from "#ui/fixtures/draw.tsx";
import { DecisionPanel } from "./StepCard.tsx";

/** A run of 1000 images that FP32 has 900 right of, with so many of those lost. */
function judged(lost: number) {
  const flips = Array.from({ length: lost }, (_, index) => ({ index, label: 0, fp32: 0, quantized: 1 }));
  const run = procedureRun(
    4,
    runResult(BASE_RECIPE, {
      fp32: variantResult({ sizeBytes: 400 }),
      quantized: variantResult({ top1: { correct: 900 - lost, total: 1000 }, sizeBytes: 100 }),
      agreement: { correct: 1000 - lost, total: 1000 },
      flips,
    }),
  );
  const loss = lossOf(run);
  if (!loss) throw new Error("no labels");
  return { run, loss, spared: 0 };
}

test("what ships is said with its numbers and the interval", () => {
  const { text } = draw(<DecisionPanel decision={{ kind: "ship", best: judged(2) }} />);
  expect(text()).toMatch(
    /^Ship itRun 4: 89\.8 % of 1,000 right, FP32 90\.0 % of 1,000; −0\.2 points \(2 lost, 0 gained; within chance, p = 0\.25\)\. The 95 % interval of the difference is −0\.6 to \+0\.2 points\. 4\.0 times smaller\./,
  );
});

test("too few images to tell: how many more, or that no number would do", () => {
  const best = judged(9);
  expect(draw(<DecisionPanel decision={{ kind: "more-pictures", best, needed: 4096 }} />).text()).toContain(
    "About 4,096 evaluation pictures would settle it",
  );
  expect(
    draw(
      <DecisionPanel decision={{ kind: "more-pictures", best, needed: Number.POSITIVE_INFINITY }} />,
    ).text(),
  ).toContain("About many more evaluation pictures would settle it");
});

test("without labels there is no decision and no figure", () => {
  const { text } = draw(
    <DecisionPanel decision={{ kind: "not-yet", open: [], best: null, reason: "no-labels" }} />,
  );
  expect(text()).toContain("Not yet: no labels");
  expect(text()).not.toMatch(/\d (%|points)|NaN/);
});
