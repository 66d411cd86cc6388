import { describe, expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { cutSheet, emptyStack } from "../sheet.ts";
import { parseManifest } from "./manifest.ts";

const SPLIT = { count: 2, sheets: [{ file: "a.webp", count: 2, columns: 2, labels: [0, 1] }] };
const MANIFEST = {
  version: 1,
  id: "toy",
  name: "Toy",
  licence: "CC0",
  tile: { width: 2, height: 2 },
  classes: [{ name: "cat", emoji: "🐈" }, { name: "dog" }],
  splits: { calibration: SPLIT, evaluation: SPLIT },
};

function problem(change: object): unknown {
  try {
    parseManifest(JSON.stringify({ ...MANIFEST, ...change }));
    return null;
  } catch (error) {
    return error instanceof LabError && { code: error.code, path: error.details.path };
  }
}

describe("parseManifest", () => {
  it("accepts a good one and fills in a missing symbol", () => {
    expect(parseManifest(JSON.stringify(MANIFEST)).classes[1]).toEqual({ name: "dog", emoji: "" });
  });

  it("names the field that is wrong", () => {
    expect(problem({ tile: { width: 0, height: 2 } })).toEqual({ code: "data.invalid", path: "tile.width" });
    const sheet = SPLIT.sheets[0];
    const withSheet = (change: object) => ({
      splits: { calibration: SPLIT, evaluation: { count: 2, sheets: [{ ...sheet, ...change }] } },
    });
    expect(problem(withSheet({ labels: [0, 2] }))).toEqual({
      code: "data.invalid",
      path: "splits.evaluation",
    });
    expect(problem(withSheet({ labels: [0] }))).toEqual({ code: "data.invalid", path: "splits.evaluation" });
    expect(problem(withSheet({ count: 1, labels: [0] }))).toEqual({
      code: "data.invalid",
      path: "splits.evaluation",
    });
    expect(problem(withSheet({ file: "../x" }))).toEqual({
      code: "data.invalid",
      path: "splits.evaluation.sheets.0.file",
    });
  });

  it("says that it is not JSON", () => {
    expect(() => parseManifest("<!doctype html>")).toThrow(LabError);
  });
});

describe("cutSheet", () => {
  it("takes tiles row by row", () => {
    const level = (x: number, y: number) => Math.floor(y / 2) * 2 + Math.floor(x / 2);
    const data = new Uint8ClampedArray(4 * 4 * 4);
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) data[(y * 4 + x) * 4] = level(x, y);
    const stack = emptyStack(4, 2, 2);
    cutSheet({ data, width: 4, height: 4 }, 2, 3, stack, 1);
    expect(Array.from({ length: 4 }, (_, i) => stack.rgba[i * 16 + 12])).toEqual([0, 0, 1, 2]);
  });

  it("refuses a sheet that is too small", () => {
    const sheet = { data: new Uint8ClampedArray(16), width: 2, height: 2 };
    expect(() => cutSheet(sheet, 2, 2, emptyStack(2, 2, 2), 0)).toThrow(LabError);
  });
});
