import { findExtremes } from "../calibration/extremes.ts";
import { entryOf } from "../registry.ts";
import { ROUNDING_BIAS } from "../rounding.ts";
import {
  BFLOAT16,
  FLOAT8_E4M3,
  FLOAT8_E5M2,
  FLOAT16,
  type Minifloat,
  minifloatLevels,
  roundToMinifloat,
} from "./minifloat.ts";

/**
 * Quantiles of the standard normal distribution, normalised to [−1, 1] and with an exact zero: the NormalFloat of
 * Dettmers et al. 2023 (QLoRA), appendix E.
 */
const NF4_LEVELS = Float64Array.of(
  -1,
  -0.6961928009986877,
  -0.5250730514526367,
  -0.39491748809814453,
  -0.28444138169288635,
  -0.18477343022823334,
  -0.09105003625154495,
  0,
  0.07958029955625534,
  0.16093020141124725,
  0.24611230194568634,
  0.33791524171829224,
  0.44070982933044434,
  0.5626170039176941,
  0.7229568362236023,
  1,
);

/** How a format spaces its values; a scaled float has its largest value on the largest magnitude of the tensor. */
type Kind = { integer: number } | { float: Minifloat; scaled: boolean } | { levels: Float64Array };

/** Every number format that values can be shown in, by bits, most first. */
export const NUMBER_FORMATS = [
  { id: "bf16", name: "BF16", bits: 16, kind: { float: BFLOAT16, scaled: false } },
  { id: "fp16", name: "FP16", bits: 16, kind: { float: FLOAT16, scaled: false } },
  { id: "fp8-e5m2", name: "FP8 E5M2", bits: 8, kind: { float: FLOAT8_E5M2, scaled: true } },
  { id: "fp8-e4m3", name: "FP8 E4M3", bits: 8, kind: { float: FLOAT8_E4M3, scaled: true } },
  { id: "int8", name: "INT8", bits: 8, kind: { integer: 8 } },
  { id: "nf4", name: "NF4", bits: 4, kind: { levels: NF4_LEVELS } },
  { id: "int4", name: "INT4", bits: 4, kind: { integer: 4 } },
  { id: "int2", name: "INT2", bits: 2, kind: { integer: 2 } },
] as const satisfies readonly { id: string; name: string; bits: number; kind: Kind }[];

export type NumberFormat = (typeof NUMBER_FORMATS)[number]["id"];

const kindOf = (format: NumberFormat): Kind => entryOf(NUMBER_FORMATS, format).kind;

/** Values in a format and back. */
export interface FormatRoundTrip {
  values: Float32Array;
  /** Real value of one unit of the format; 1 for the 16-bit formats, which are used without a scale. */
  scale: number;
}

/**
 * Each value as the format has it, read back as float32; one scale for all: the largest magnitude lies on the
 * format's largest value (integers: 2^(b−1) − 1, symmetric; FP8: 448 or 57344; NF4: 1). FP16 and BF16 take no scale
 * and saturate. Rounds to the nearest, halves to even (NF4: to the lower). All zeros give scale 1.
 *
 * @param x finite values
 */
export function formatRoundTrip(x: Float32Array, format: NumberFormat): FormatRoundTrip {
  const kind = kindOf(format);
  const values = new Float32Array(x.length);
  const { min, max } = findExtremes(x, 0, x.length);
  const largest = Math.max(-min, max, 0);
  if ("float" in kind) {
    const factor = kind.scaled && largest > 0 ? kind.float.max / largest : 1;
    roundToMinifloat(x, kind.float, factor, values);
    return { values, scale: 1 / factor };
  }
  const scale = Math.fround(largest / ("integer" in kind ? 2 ** (kind.integer - 1) - 1 : 1)) || 1;
  if ("integer" in kind) {
    for (let i = 0; i < x.length; i++) values[i] = (x[i] / scale + ROUNDING_BIAS - ROUNDING_BIAS) * scale;
  } else {
    for (let i = 0; i < x.length; i++) values[i] = nearest(kind.levels, x[i] / scale) * scale;
  }
  return { values, scale };
}

function nearest(levels: Float64Array, value: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (levels[middle] <= value) low = middle;
    else high = middle;
  }
  return value - levels[low] <= levels[high] - value ? levels[low] : levels[high];
}

/**
 * The values that a format can take with that scale, ascending, both signs; null for the 16-bit formats, whose tens
 * of thousands are too many to draw.
 */
export function formatLevels(format: NumberFormat, scale: number): Float64Array | null {
  const kind = kindOf(format);
  if ("levels" in kind) return kind.levels.map((level) => level * scale);
  if ("integer" in kind) {
    const qmax = 2 ** (kind.integer - 1) - 1;
    return Float64Array.from({ length: 2 * qmax + 1 }, (_, i) => (i - qmax) * scale);
  }
  if (!kind.scaled) return null;
  const positive = minifloatLevels(kind.float).map((level) => level * scale);
  const negative = positive.subarray(1).map((level) => -level);
  return Float64Array.of(...negative.reverse(), ...positive);
}
