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

/** Numbers found in a text, and what else was in it. */
export interface ParsedNumbers {
  values: Float32Array;
  /** The first few words that are no finite float32, each with its line, counted from 1. */
  refused: { word: string; line: number }[];
  refusedCount: number;
  /** The text goes on beyond the limit: what follows was not read. */
  isCut: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** What Python prints around an array. */
const AROUND = /^(?:(?:torch\.)?tensor|(?:(?:np|numpy)\.)?array|(?:dtype|device|grad_fn)=.*)$/;
const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;
const NAMED = 5;
const LONGEST_WORD = 24;

/**
 * Numbers with a decimal point, in any lines, separated by blanks, commas, semicolons or brackets; what Python prints
 * around an array is passed over. Reading stops after `limit` numbers or as many other words, so that its cost is
 * bounded.
 */
export function parseNumbers(text: string, limit: number): ParsedNumbers {
  const found: number[] = [];
  const refused: ParsedNumbers["refused"] = [];
  let refusedCount = 0;
  let line = 1;
  for (const [token] of text.matchAll(/\n|[^\s,;|[\](){}]+/g)) {
    if (token === "\n") {
      line++;
      continue;
    }
    if (AROUND.test(token)) continue;
    if (found.length === limit || refusedCount === limit) {
      return { values: Float32Array.from(found), refused, refusedCount, isCut: true };
    }
    const plain = token.replace("\u2212", "-");
    const value = NUMBER.test(plain) ? Number(plain) : Number.NaN;
    if (Math.abs(value) <= LARGEST_FLOAT32) found.push(value);
    else {
      refusedCount++;
      const word = token.length > LONGEST_WORD ? `${token.slice(0, LONGEST_WORD)}…` : token;
      if (refused.length < NAMED) refused.push({ word, line });
    }
  }
  return { values: Float32Array.from(found), refused, refusedCount, isCut: false };
}
