import { describe, expect, it } from "vitest";
import type { Preprocess } from "#experiment/recipe.ts";
import { emptyStack } from "../sheet.ts";
import { Preprocessor } from "./preprocess.ts";

const SPEC: Preprocess = {
  size: 2,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1 / 255,
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.5, 2],
};

/** Two 2×2 images; pixel p of image i is (10p+i, 100+p, 200+p). */
function stack() {
  const pictures = emptyStack(2, 2, 2);
  for (let i = 0; i < 2; i++) {
    for (let p = 0; p < 4; p++) pictures.rgba.set([10 * p + i, 100 + p, 200 + p, 255], (i * 4 + p) * 4);
  }
  return pictures;
}

const normal = (level: number, c: number) => Math.fround((level / 255 - SPEC.mean[c]) / SPEC.std[c]);

describe("Preprocessor", () => {
  it("writes planes for NCHW, in the order of the indices", () => {
    const out = new Preprocessor(SPEC).batch(stack(), [1, 0]);
    expect(out).toHaveLength(24);
    expect(out[1]).toBeCloseTo(normal(11, 0), 6);
    expect(out[4 + 2]).toBeCloseTo(normal(102, 1), 6);
    expect(out[8 + 3]).toBeCloseTo(normal(203, 2), 6);
    expect(out[12 + 1]).toBeCloseTo(normal(10, 0), 6);
  });

  it("interleaves for NHWC and swaps for BGR, with mean and std in the order of the channels", () => {
    const out = new Preprocessor({ ...SPEC, layout: "nhwc", channels: "bgr" }).batch(stack(), [0]);
    expect(Array.from(out.subarray(3, 6))).toEqual([normal(201, 0), normal(101, 1), normal(10, 2)]);
  });

  it("takes images of any sizes, as it takes a stack", () => {
    const pictures = stack();
    const [first, second] = [0, 1].map((i) => pictures.rgba.slice(i * 16, (i + 1) * 16));
    const preprocessor = new Preprocessor(SPEC);
    const square = { data: first, width: 2, height: 2 };
    expect(preprocessor.batchOf([{ ...square, data: second }, square])).toEqual(
      preprocessor.batch(pictures, [1, 0]),
    );
    const flat = { data: new Uint8ClampedArray(5 * 7 * 4).fill(80), width: 5, height: 7 };
    const [red, , , , green] = preprocessor.batchOf([flat]);
    expect([red, green]).toEqual([normal(80, 0), normal(80, 1)]);
  });

  it("makes inputs that are no squares", () => {
    const wide = new Preprocessor({ ...SPEC, size: 4, height: 2, resize: "pad" });
    expect(wide.dims).toEqual([3, 2, 4]);
    const out = wide.batch(stack(), [0]);
    expect(out).toHaveLength(24);
    // Red of the first row: padding, the two pixels 0 and 10, padding.
    const red = [0, 0, 10, 0].map((level) => normal(level, 0));
    expect([...out.subarray(0, 4)]).toEqual(red);
    expect(new Preprocessor({ ...SPEC, size: 4, height: 2, layout: "nhwc" }).dims).toEqual([2, 4, 3]);
  });

  it("takes Rec. 601 luma for grey", () => {
    const grey = new Preprocessor({ ...SPEC, channels: "gray", mean: [0], std: [1], scale: 1 });
    expect(Array.from(grey.batch(stack(), [0])).slice(0, 2)).toEqual([
      Math.round(0.587 * 100 + 0.114 * 200),
      Math.round(0.299 * 10 + 0.587 * 101 + 0.114 * 201),
    ]);
  });
});
