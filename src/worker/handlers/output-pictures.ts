import { feedsOf } from "#engine/runtime/input-source.ts";
import { EngineSession, type NamedTensor } from "#engine/runtime/session.ts";
import { LabError } from "#failures/lab-error.ts";
import type { OutputPictures } from "#protocol/messages.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { itemSource } from "../items/item-source.ts";

/** Runs both variants on one evaluation image and returns one of their outputs as images. */
export const outputsPictures: Handler<"outputs.pictures"> = async (
  { recipe, index, output },
  { workspace, signal },
) => {
  const { model, data } = workspace;
  const { build } = await ensureBuilt(model, data, recipe, signal);
  const { input } = model;
  const rows = input.fixedBatch ?? 1;
  const source = itemSource(data.evaluation, input, recipe.preprocess, signal);
  const feeds = await feedsOf(source, new Uint32Array(rows).fill(index));
  const damage = source.damaged.get(index);
  if (damage) throw new LabError(damage.code, damage.details, { cause: damage });
  const fp32 = await model.fp32Session("wasm");
  if (!fp32.outputNames.includes(output)) throw new LabError("recipe.unknown-layer", { layer: output });
  const quantized = await EngineSession.create(build.bytes, { backend: "wasm", variant: "quantized" });
  try {
    const before = await fp32.run(feeds, [output]);
    const after = await quantized.run(feeds, [output]);
    return outputPictures(before[output], after[output]);
  } finally {
    await quantized.release();
  }
};

/** The memory layout of an image-shaped output. */
interface Shape {
  width: number;
  height: number;
  channels: number;
  /** Elements from one channel to the next, and from one pixel to the next. */
  plane: number;
  step: number;
}

/** The layout; null where the dimensions are not those of one image: `[1, 1 or 3, H, W]` or `[1, H, W, 1 or 3]`. */
function shapeOf(dims: readonly number[]): Shape | null {
  if (dims.length !== 4) return null;
  const [, a, b, c] = dims;
  if (a === 1 || a === 3) return { channels: a, height: b, width: c, plane: b * c, step: 1 };
  return c === 1 || c === 3 ? { channels: c, height: a, width: b, plane: 1, step: c } : null;
}

/**
 * An output of both variants as images. FP32's values choose the scale: 0..1 or −1..1 where nearly all lie there,
 * levels 0..255 likewise, else from the smallest to the largest.
 *
 * @param fp32 first item of a batch
 * @returns null where the output is not image-shaped
 */
export function outputPictures(fp32: NamedTensor, quantized: NamedTensor): OutputPictures | null {
  const shape = shapeOf(fp32.dims);
  if (!shape) return null;
  const { width, height, channels } = shape;
  const count = width * height * channels;
  const before = Float32Array.from(fp32.data.subarray(0, count));
  const after = Float32Array.from(quantized.data.subarray(0, count));
  // A value that is not a number gets the largest difference.
  const difference = before.map((value, i) => {
    const apart = Math.abs(value - after[i]);
    return Number.isNaN(apart) ? Infinity : apart;
  });
  const largestDifference = largest(difference);
  const [low, high] = scaleOf(before);
  return {
    width,
    height,
    fp32: painted(before, shape, low, high),
    quantized: painted(after, shape, low, high),
    difference: painted(difference, shape, 0, largestDifference || 1),
    largestDifference,
  };
}

/** The few values outside a usual range that networks give at edges do not change the scale. */
const OVERSHOOT = 0.2;

function scaleOf(values: Float32Array): [low: number, high: number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const usual = ([low, high]: [number, number]) => {
    const slack = (high - low) * OVERSHOOT;
    // A range that is hardly used would come out as one grey.
    return min >= low - slack && max <= high + slack && max - min > (high - low) / 16;
  };
  const ranges: [number, number][] = [
    [0, 1],
    [-1, 1],
    [0, 255],
  ];
  return ranges.find(usual) ?? (max > min ? [min, max] : Number.isFinite(min) ? [min - 1, min + 1] : [0, 1]);
}

/** Extremes of the finite values; NaN where there is none. */
const largest = (values: Float32Array) =>
  values.reduce((most, value) => (value < Infinity && !(value <= most) ? value : most), Number.NaN);

function painted(
  values: Float32Array,
  { width, height, channels, plane, step }: Shape,
  low: number,
  high: number,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const factor = 255 / (high - low);
  for (let shown = 0; shown < 3; shown++) {
    const from = channels === 1 ? 0 : shown * plane;
    for (let pixel = 0; pixel < width * height; pixel++)
      rgba[pixel * 4 + shown] = (values[from + pixel * step] - low) * factor;
  }
  return rgba;
}
