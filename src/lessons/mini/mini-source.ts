import {
  bimodal,
  halfNormal,
  laplace,
  normal,
  perChannel,
  uniform,
  withOutliers,
} from "#statistics/distributions.ts";

export type MiniDistribution =
  | "normal"
  | "uniform"
  | "laplace"
  | "half-normal"
  | "bimodal"
  | "shifted"
  | "outliers"
  | "channels";

/** The most values that the experiment takes. */
export const MINI_LIMIT = 32_768;

/** Values to be drawn; the options of other distributions are kept but without meaning. */
export interface MiniDraw {
  distribution: MiniDistribution;
  count: number;
  seed: number;
  /** What each drawn value is multiplied by. */
  factor: number;
  /** Of `shifted`: added after the factor. */
  shift: number;
  /** Of `outliers`: one value of so many is an outlier … */
  every: number;
  /** … and this many times as large. */
  outlierFactor: number;
  /** Of `channels`: how many times as wide the widest channel is as the narrowest. */
  spread: number;
}

/** Rounded to float32 after each operation, as an array library does it. */
export function drawValues(draw: MiniDraw, channels: number): Float32Array {
  const shift = draw.distribution === "shifted" ? draw.shift : 0;
  return drawn(draw, channels).map((value) => Math.fround(value * Math.fround(draw.factor)) + shift);
}

function drawn(draw: MiniDraw, channels: number): Float32Array {
  const { distribution, count, seed } = draw;
  switch (distribution) {
    case "normal":
    case "shifted":
      return normal(count, seed);
    case "uniform":
      return uniform(count, seed);
    case "laplace":
      return laplace(count, seed);
    case "half-normal":
      return halfNormal(count, seed);
    case "bimodal":
      return bimodal(count, seed);
    case "outliers":
      return withOutliers(count, seed, draw.every, draw.outlierFactor);
    case "channels":
      return perChannel(count, seed, channels, draw.spread);
  }
}
