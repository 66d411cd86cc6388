import { describe, expect, it } from "vitest";
import { sortedRows } from "./sorted-rows.ts";
import type { TableColumn } from "./table-column.ts";
import { columnGroups } from "./table-column.ts";

interface Layer {
  name: string;
  sqnrDb: number | null;
}

const columns: TableColumn<Layer>[] = [
  {
    key: "name",
    heading: "Name",
    group: "Layer",
    width: 1,
    isText: true,
    value: (r) => r.name,
    text: String,
  },
  { key: "sqnr", heading: "SQNR", group: "Error", width: 1, value: (r) => r.sqnrDb, text: String },
  { key: "again", heading: "SQNR", group: "Error", width: 1, value: (r) => r.sqnrDb, text: String },
];
const rows: Layer[] = [
  { name: "b10", sqnrDb: 30 },
  { name: "b9", sqnrDb: null },
  { name: "a", sqnrDb: Number.POSITIVE_INFINITY },
];
const names = (key: string, descending: boolean) =>
  sortedRows(rows, columns, { key, descending }).map(({ name }) => name);

describe("sorting a table", () => {
  it("sorts by a number, what has none last either way", () => {
    expect(names("sqnr", false)).toEqual(["b10", "a", "b9"]);
    expect(names("sqnr", true)).toEqual(["a", "b10", "b9"]);
  });

  it("sorts what is not a number below every number", () => {
    const hostile = [3, Number.NaN, Infinity, null, -Infinity, Number.NaN, 1].map((sqnrDb, i) => ({
      name: String(i),
      sqnrDb,
    }));
    const sorted = (descending: boolean) =>
      sortedRows(hostile, columns, { key: "sqnr", descending }).map(({ sqnrDb }) => sqnrDb);
    expect(sorted(false)).toEqual([Number.NaN, Number.NaN, -Infinity, 1, 3, Infinity, null]);
    expect(sorted(true)).toEqual([Infinity, 3, 1, -Infinity, Number.NaN, Number.NaN, null]);
  });

  it("sorts names as a person counts", () => {
    expect(names("name", false)).toEqual(["a", "b9", "b10"]);
  });

  it("keeps the order given until a heading is chosen", () => {
    expect(sortedRows(rows, columns, null)).toEqual(rows);
  });
});

it("joins neighbouring columns of one group under its heading", () => {
  expect(columnGroups(columns)).toEqual([
    { heading: "Layer", span: 1 },
    { heading: "Error", span: 2 },
  ]);
});
