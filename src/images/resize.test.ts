import { describe, expect, it } from "vitest";
import { resizeInto } from "./resize.ts";

/** Grey picture from rows of levels. */
function grey(rows: number[][]) {
  const data = new Uint8ClampedArray(rows.flat().flatMap((v) => [v, v, v, 255]));
  return { data, width: rows[0].length, height: rows.length };
}

function resized(rows: number[][], size: number, mode: "stretch" | "crop" | "pad") {
  const out = new Uint8ClampedArray(size * size * 4);
  resizeInto(grey(rows), out, size, mode);
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => out[(y * size + x) * 4]),
  );
}

describe("resizeInto", () => {
  it("keeps a picture of the wanted size as it is", () => {
    expect(
      resized(
        [
          [1, 2],
          [3, 4],
        ],
        2,
        "stretch",
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("averages over the whole footprint when reducing", () => {
    const checkerboard = Array.from({ length: 16 }, (_, y) =>
      Array.from({ length: 16 }, (_, x) => ((x + y) % 2) * 200),
    );
    for (const level of resized(checkerboard, 4, "stretch").flat())
      expect(Math.abs(level - 100)).toBeLessThanOrEqual(2);
  });

  it("interpolates linearly between pixel centres when enlarging", () => {
    expect(
      resized(
        [
          [0, 100],
          [0, 100],
        ],
        4,
        "stretch",
      )[0],
    ).toEqual([0, 25, 75, 100]);
  });

  it("crops the middle and pads with black", () => {
    const wide = [
      [10, 20, 30, 40],
      [10, 20, 30, 40],
    ];
    expect(resized(wide, 2, "crop")).toEqual([
      [20, 30],
      [20, 30],
    ]);
    const padded = resized(wide, 4, "pad");
    expect(padded[0]).toEqual([0, 0, 0, 0]);
    expect(padded[1]).toEqual([10, 20, 30, 40]);
    expect(padded[3]).toEqual([0, 0, 0, 0]);
  });
});
