import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SweepRow } from "#protocol/sensitivity.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { SweepResults } from "./SweepResults.tsx";

const NONE = { correct: 0, total: 0 };
const row = (layer: string, lost: number, gained: number, outputSqnrDb: number): SweepRow => ({
  ...{ layer, lost, gained, outputSqnrDb, againstWhole: { lost: 0, gained: 0 } },
  top1: { correct: 180 - lost + gained, total: 200 },
  agreement: { correct: 200 - lost - gained, total: 200 },
});
const record = (rows: SweepRow[], change: Partial<SweepRecord> = {}): SweepRecord => ({
  ...{ recipe: BASE_RECIPE, direction: "only", rows, total: rows.length, finished: null },
  fp32: { top1: { correct: 180, total: 200 } },
  whole: row("", 30, 2, 12),
  ...change,
});
const results = (sweep: SweepRecord, selectedLayer: string | null = null) =>
  draw(<SweepResults record={sweep} layerCount={3} />, labWith({ selectedLayer }));
const ROWS = [
  row("conv1", 1, 0, 30),
  row("conv2", 20, 1, 14.5),
  row("conv3", 0, 0, Number.POSITIVE_INFINITY),
];
const TABLE = "Sensitivity of layers";

test("layers stand in the order of what each loses, with its chance and its noise", () => {
  const table = results(record(ROWS)).rows(TABLE);
  expect(Object.keys(table)).toEqual(["conv2", "conv1", "conv3"]);
  expect(table.conv2.join(" | ")).toMatch(/9\.5 points.*20.*1.*beyond.*14\.5 dB/);
  expect(table.conv1.join(" | ")).toMatch(/0\.5 points.*within.*30\.0 dB/);
  expect(table.conv3.join(" | ")).toMatch(/0\.0 points.*within.*no error/);
});

test("the chosen layer is said in a sentence", () => {
  expect(results(record(ROWS), "conv2").textOf("region", "Chosen layer")).toContain(
    "Quantizing only this layer costs 9.5 points (20 pictures lost, 1 gained, p < 0.001). With only this layer quantized, 89.5 % of the predictions are FP32's, the output has 14.5 dB SQNR.",
  );
  expect(results(record(ROWS), "conv1").textOf("region", "Chosen layer")).toContain("Nothing measurable");
});

test("without labels layers are ranked by agreement, and nothing is said of accuracy", () => {
  const unlabelled = ROWS.map((each) => ({ ...each, top1: NONE }));
  const sweep = record(unlabelled, { fp32: { top1: NONE }, whole: { ...row("", 30, 2, 12), top1: NONE } });
  const { page, rows, textOf } = results(sweep, "conv2");
  expect(Object.keys(rows(TABLE))).toEqual(["conv2", "conv1", "conv3"]);
  expect(page.queryByRole("radio", { name: "Top-1" })).toBeNull();
  expect(textOf("region", "Chosen layer")).not.toContain("points");
});

test("an output that is not a number is the worst of all", () => {
  const broken = row("conv4", 0, 0, Number.NaN);
  const { page, rows } = results(record([...ROWS, broken]));
  fireEvent.click(page.getByRole("radio", { name: "SQNR" }));
  expect(Object.keys(rows(TABLE))).toEqual(["conv4", "conv2", "conv1", "conv3"]);
  expect(rows(TABLE).conv4.join(" | ")).toContain("no number");
});

test("a sweep that has found nothing yet has no rows", () => {
  const { rows, page } = results(record([], { whole: null, fp32: null, total: null }));
  expect(rows(TABLE)).toEqual({});
  expect(page.getByRole("button", { name: /Spare the worst/ }).hasAttribute("disabled")).toBe(true);
});
