import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { Resizer, resizeInto } from "./resize.ts";

/** Grey image from rows of levels. */
function grey(rows: number[][]) {
  const data = new Uint8ClampedArray(rows.flat().flatMap((v) => [v, v, v, 255]));
  return { data, width: rows[0].length, height: rows.length };
}

type Mode = "stretch" | "crop" | "pad";

function resized(rows: number[][], size: number, mode: Mode) {
  const out = new Uint8ClampedArray(size * size * 4);
  resizeInto(grey(rows), out, { width: size, height: size, resize: mode });
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => out[(y * size + x) * 4]),
  );
}

describe("resizeInto", () => {
  it("keeps an image of the wanted size as it is", () => {
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

/** Red, green and blue of one output pixel straight from the definition: every source pixel times both triangles. */
function byDefinition(
  source: { data: Uint8ClampedArray; width: number; height: number },
  target: { width: number; height: number; resize: Mode },
  ox: number,
  oy: number,
): number[] {
  const ratios = [source.width / target.width, source.height / target.height];
  const ratio = target.resize === "crop" ? Math.min(...ratios) : Math.max(...ratios);
  const [sx, sy] = target.resize === "stretch" ? ratios : [ratio, ratio];
  const cx = (source.width - sx * target.width) / 2 + (ox + 0.5) * sx;
  const cy = (source.height - sy * target.height) / 2 + (oy + 0.5) * sy;
  const onEdge = (centre: number, length: number) => Math.abs(centre - length / 2) - length / 2;
  const outside = Math.max(onEdge(cx, source.width), onEdge(cy, source.height));
  // Whether a centre just on the edge is outside hangs on the last bit.
  if (Math.abs(outside) < 1e-9) return [];
  if (outside > 0) return [0, 0, 0];
  const triangle = (distance: number, scale: number) =>
    Math.max(0, 1 - Math.abs(distance) / Math.max(1, scale));
  const sums = [0, 0, 0];
  let total = 0;
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      const weight = triangle(x + 0.5 - cx, sx) * triangle(y + 0.5 - cy, sy);
      for (let c = 0; c < 3; c++) sums[c] += weight * source.data[(y * source.width + x) * 4 + c];
      total += weight;
    }
  }
  return sums.map((sum) => sum / total);
}

function noise(width: number, height: number, seed: number) {
  const random = splitmix32(seed);
  return {
    data: Uint8ClampedArray.from({ length: width * height * 4 }, () => random() >>> 24),
    width,
    height,
  };
}

function expectDefinition(
  source: ReturnType<typeof noise>,
  target: { width: number; height: number; resize: Mode },
) {
  const out = new Uint8ClampedArray(target.width * target.height * 4);
  resizeInto(source, out, target);
  for (let y = 0; y < target.height; y++) {
    for (let x = 0; x < target.width; x++) {
      const at = (y * target.width + x) * 4;
      byDefinition(source, target, x, y).forEach((level, c) => {
        // The nearest level; sums in another order may tip a tie.
        expect(Math.abs(out[at + c] - level)).toBeLessThanOrEqual(0.5 + 1e-9);
      });
      expect(out[at + 3]).toBe(255);
    }
  }
}

it("takes rows with blue first", () => {
  const target = { width: 3, height: 2, resize: "stretch" } as const;
  for (const [width, height] of [
    [5, 4],
    [30, 20],
  ]) {
    const source = noise(width, height, 9);
    const expected = new Uint8ClampedArray(24);
    resizeInto(source, expected, target);
    const swapped = source.data.map((_, i) => source.data[i % 4 === 3 ? i : i - (i % 4) + 2 - (i % 4)]);
    const out = new Uint8ClampedArray(24);
    const resizer = new Resizer(source, target, out);
    const words = new Uint32Array(swapped.buffer);
    for (let row = 0; row < height; row++) resizer.push(words, row * width, true);
    expect(out).toEqual(expected);
  }
});

describe("the definition", () => {
  it("is kept for any sizes and modes", () => {
    const side = fc.integer({ min: 1, max: 40 });
    const small = fc.integer({ min: 1, max: 12 });
    const mode = fc.constantFrom<Mode>("stretch", "crop", "pad");
    fc.assert(
      fc.property(side, side, small, small, mode, fc.nat(), (w, h, width, height, resize, seed) => {
        // Thinner than an output pixel: see below.
        fc.pre(resize !== "pad" || (w * height >= h && h * width >= w));
        expectDefinition(noise(w, h, seed), { width, height, resize });
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("leaves a line of an image that is thinner than an output pixel", () => {
    const out = new Uint8ClampedArray(4 * 4);
    resizeInto(grey([[100], [100]]), out, { width: 4, height: 1, resize: "pad" });
    expect([0, 4, 8, 12].map((at) => out[at])).toEqual([0, 0, 100, 0]);
  });

  it("is kept where one output pixel is made of many runs of source pixels", () => {
    for (const resize of ["stretch", "crop", "pad"] as const) {
      expectDefinition(noise(701, 30, 3), { width: 5, height: 3, resize });
      const white = { data: new Uint8ClampedArray(900 * 300 * 4).fill(255), width: 900, height: 300 };
      const out = new Uint8ClampedArray(16);
      resizeInto(white, out, { width: 2, height: 2, resize: "crop" });
      expect([...out]).toEqual(new Array(16).fill(255));
    }
  });
});
