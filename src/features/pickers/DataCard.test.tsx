import { expect, test } from "vitest";
import type { DatasetSummary } from "#protocol/messages.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { DataCard } from "./DataCard.tsx";

const DATA: DatasetSummary = {
  source: { kind: "file", name: "mine.zip", sha256: "a".repeat(64) },
  ...{ name: "mine.zip", licence: "", classes: [], pictureSize: { width: 32, height: 24 } },
  ...{ calibrationCount: 128, evaluationCount: 2048, labelledCount: { calibration: 64, evaluation: 1024 } },
  ...{ labelsFrom: "folders", kind: "pictures", skipped: [], sharedSplit: false },
};
const card = (change: Partial<DatasetSummary> = {}) =>
  draw(<DataCard />, labWith({ data: { ...DATA, ...change } }));

test("says how many there are, how many have a label, and where those are from", () => {
  expect(card().facts()).toEqual({
    "Pictures for calibration": "128",
    "Pictures for evaluation": "2,048",
    Labelled: "50.0 %",
    "Labels from": "folder names",
    Size: "32 × 24 pixels",
  });
});

test("without labels it says what that means", () => {
  const { facts, text } = card({ labelledCount: { calibration: 0, evaluation: 0 }, labelsFrom: null });
  expect(facts()).toMatchObject({ Labelled: "none", "Labels from": "–" });
  expect(text()).toContain("No labels were found, so accuracy cannot be told");
});

test("of no image it makes up no share", () => {
  const { text } = card({
    ...{ calibrationCount: 0, evaluationCount: 0, labelledCount: { calibration: 0, evaluation: 0 } },
    pictureSize: null,
  });
  expect(text()).not.toMatch(/NaN|undefined/);
});

test("files that were left out are counted and named with the reason", () => {
  const skipped = [
    { path: "a/readme.txt", reason: "it is no picture" },
    { path: "b/broken.png", reason: "it is damaged" },
  ];
  expect(card({ skipped }).text()).toContain("2 files left out");
  const { text } = card({ skipped, skippedCount: 1200 });
  expect(text()).toContain("1,200 files left out");
  expect(text()).toContain("b/broken.png because it is damaged");
  expect(text()).toContain("and 1,198 more");
});

test("labels that are in doubt and a set that is too small are said to be so", () => {
  const { text, page } = card({ labelsInDoubt: { from: "table", count: 300 }, sharedSplit: true });
  expect(text()).toContain("By a label file, each of the 300 labelled items would be a class of its own");
  expect(page.getByRole("button", { name: "Take them as labels" })).toBeTruthy();
  expect(text()).toContain("too few to divide");
});
