import { expect, it } from "vitest";
import type { LayerResult } from "#core/report.ts";
import { layerRows, sortedRows } from "./layer-rows.ts";

const layer = (name: string, sqnrDb: number | null) =>
  ({
    name,
    op: "Conv",
    precision: "int",
    weights: sqnrDb === null ? null : { mse: 0, sqnrDb, maxAbsError: 0 },
    output: null,
    latencyMs: null,
  }) as LayerResult;
const rows = layerRows([layer("b10", 30), layer("b9", null), layer("a", Number.POSITIVE_INFINITY)], {
  a: "gemm",
});
const names = (key: "weightSqnr" | "name", descending: boolean) =>
  sortedRows(rows, { key, descending }).map(({ name }) => name);

it("sorts by a number, what has none last either way", () => {
  expect(names("weightSqnr", false)).toEqual(["b10", "a", "b9"]);
  expect(names("weightSqnr", true)).toEqual(["a", "b10", "b9"]);
});

it("sorts names as a person counts", () => {
  expect(names("name", false)).toEqual(["a", "b9", "b10"]);
});
