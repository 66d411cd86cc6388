import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { layer } from "#diagnosis/fixtures/case.ts";
import { runResult } from "#experiment/fixtures/run-result.ts";
import type { LayerResult } from "#experiment/result.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { LayerTablePanel } from "./LayerTablePanel.tsx";

const error = (sqnrDb: number, mse = 0.01, maxAbsError = 0.5) => ({ sqnrDb, mse, maxAbsError });
const counts = { scaleCount: 8, elementCount: 64 };
const LAYERS: LayerResult[] = [
  layer("conv1", {
    ...{
      weights: { ...error(40), ...counts },
      output: error(31.24),
      latencyMs: { fp32: 0.5, quantized: 0.25 },
    },
  }),
  layer("attention", { op: "MatMul", storageBits: null, output: error(Number.NaN, Number.NaN, Number.NaN) }),
  layer("head", {
    ...{ op: "Gemm", simulated: true, output: error(Number.POSITIVE_INFINITY, 0, 0) },
    weights: { ...error(Number.NEGATIVE_INFINITY), ...counts },
  }),
];
const panel = (layers: LayerResult[]) => {
  const record: RunRecord = {
    ...{ number: 1, fromEarlierVisit: false, modelName: "Net", classes: [], task: "classification" },
    ...{
      quantizedAlready: null,
      layerKinds: { conv1: "depthwise" },
      result: runResult(BASE_RECIPE, { layers }),
    },
  };
  const store = labWith();
  return { store, ...draw(<LayerTablePanel latest={record} />, store) };
};

test("every layer has its figures; what is not a number or not measured is said to be so", () => {
  const { rows, text } = panel(LAYERS);
  const table = rows("Layers");
  expect(table.conv1).toEqual([
    ...["1", "depthwise", "int8", "integer"],
    ...["40.0 dB", "0.010", "0.50"],
    ...["31.2 dB", "0.010", "0.50"],
    ...["500 µs", "250 µs"],
  ]);
  expect(table.attention.slice(3)).toEqual([
    "integer",
    ...["–", "–", "–"],
    ...["no number", "not a number", "not a number"],
    ...["–", "–"],
  ]);
  expect(table.head.slice(3)).toEqual([
    "integer, simulated",
    ...["no signal", "0.010", "0.50"],
    ...["no error", "0", "0"],
    ...["–", "–"],
  ]);
  expect(text()).toContain("1 of 3 layers are simulated");
});

test("a run without layers has an empty table", () => {
  expect(panel([]).rows("Layers")).toEqual({});
});

test("a heading sorts, and a layer is chosen by its name", () => {
  const { page, rows, store } = panel(LAYERS);
  const [first] = page.getAllByRole("button", { name: /^Name/ });
  fireEvent.click(first);
  expect(Object.keys(rows("Layers"))).toEqual(["attention", "conv1", "head"]);
  fireEvent.click(page.getByRole("button", { name: "head" }));
  expect(store.getState().selectedLayer).toBe("head");
});
