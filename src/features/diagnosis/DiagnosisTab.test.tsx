import { expect, test } from "vitest";
import type { Case } from "#diagnosis/case.ts";
import { checklist } from "#diagnosis/checklist.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { caseOf, recipe, runOf } from "#diagnosis/fixtures/case.ts";
import { draw } from "#ui/fixtures/draw.tsx";
import { Checklist } from "./DiagnosisTab.tsx";

const perChannel = { ...recipe, weights: { ...recipe.weights, granularity: { kind: "channel" } as const } };
const drawn = (judged: Case) => draw(<Checklist items={checklist(judged, diagnose(judged))} />);
const states = ({ page }: ReturnType<typeof drawn>) =>
  page.getAllByRole("img").map((icon) => icon.getAttribute("aria-label"));

test("counts what the runs have shown, and says of each by what", () => {
  const seen = drawn(caseOf(runOf(2, { recipe: perChannel }), { others: [runOf(20)] }));
  const done = states(seen).filter((state) => state === "Done").length;
  expect(done).toBeGreaterThan(0);
  expect(seen.text()).toContain(`${done} of ${states(seen).length}, ticked by what the runs have shown.`);
  expect(seen.text()).toContain(
    "Per channel against per tensor: +18.0 points of top-1, 18 pictures gained and 0 lost (p < 0.001).",
  );
});

test("without labels, and of no image, nothing is ticked that needs them", () => {
  const none = { correct: 0, total: 0 };
  const run = runOf(0);
  const variant = { ...run.fp32, top1: none, perClass: [] };
  const seen = drawn(caseOf({ ...run, fp32: variant, quantized: variant, agreement: none }));
  expect(states(seen).length).toBeGreaterThan(3);
  expect(seen.text()).not.toMatch(/NaN|undefined|Infinity/);
});
