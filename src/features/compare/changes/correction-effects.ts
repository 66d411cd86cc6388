import type { BeforeAfterDatum } from "#charts/layers/BeforeAfterChart.tsx";
import { correctionEntry } from "#experiment/corrections.ts";
import type { CorrectionEffects, EqualizedPair } from "#experiment/result.ts";
import { formatCount, formatCounted, formatFactor, formatPercent, formatSmall } from "#words/format.ts";

export interface CorrectionEffect {
  key: keyof CorrectionEffects;
  title: string;
  /** The effect in a sentence or two. */
  summary: string;
  measure: string;
  before: string;
  after: string;
  /** What one row is. */
  each: string;
  /** Headings of what else each row says. */
  more: string[];
  /** The largest before first. */
  rows: BeforeAfterDatum[];
  format: (value: number) => string;
}

/** The effect of every correction that was switched on, in the order in which they are applied. */
export function correctionEffects(effects: CorrectionEffects): CorrectionEffect[] {
  return [equalization(effects), learnedRounding(effects), biasCorrection(effects)].filter(
    (effect) => effect !== null,
  );
}

const ACTIVATIONS: Record<EqualizedPair["activation"], string> = {
  none: "none",
  relu: "ReLU",
  clip: "clip, one bound rescaled",
  "clip-per-channel": "clip, a bound per channel",
};

function equalization({ equalization: pairs }: CorrectionEffects): CorrectionEffect | null {
  if (!pairs) return null;
  const rows = sorted(
    pairs.map((pair) => ({
      name: `${pair.first} → ${pair.second}`,
      before: pair.rangeSpreadBefore,
      after: pair.rangeSpreadAfter,
      more: [ACTIVATIONS[pair.activation]],
    })),
  );
  return {
    key: "equalization",
    title: correctionEntry("equalize").name,
    summary:
      rows.length === 0
        ? "Nothing was to be done: no two layers follow each other in a way that lets channels be rescaled."
        : `${formatCounted(rows.length, "pair")} of layers rescaled. In the median the widest channel of the first layer reached ${formatFactor(median(rows, "before"))} as far as its narrowest before, ${formatFactor(median(rows, "after"))} after.`,
    measure: "Range spread (×)",
    before: "Before",
    after: "After",
    each: "Pair",
    more: ["Activation between"],
    rows,
    format: formatFactor,
  };
}

function learnedRounding({ learnedRounding: layers }: CorrectionEffects): CorrectionEffect | null {
  if (!layers) return null;
  const rows = sorted(
    layers.map(({ name, outputMseNearest, outputMseLearned, changed, elementCount }) => ({
      name,
      before: outputMseNearest,
      after: outputMseLearned,
      more: [`${formatCount(changed)} of ${formatCount(elementCount)}`],
    })),
  );
  const changed = sum(layers.map((layer) => layer.changed));
  const elements = sum(layers.map((layer) => layer.elementCount));
  const kept = rows.filter(({ before }) => before > 0).map(({ before, after }) => ({ kept: after / before }));
  return {
    key: "learnedRounding",
    title: correctionEntry("learnedRounding").name,
    summary:
      rows.length === 0
        ? "Nothing was to be done: no layer has quantized weights that could be rounded otherwise."
        : `${formatCounted(rows.length, "layer")} learned: ${formatPercent(changed / elements)} of the weights are rounded the other way, and in the median a layer's output error falls to ${formatPercent(median(kept, "kept"))} of that of rounding to nearest.`,
    measure: "Output MSE",
    before: "Nearest",
    after: "Learned",
    each: "Layer",
    more: ["Weights changed"],
    rows,
    format: formatSmall,
  };
}

function biasCorrection({ biasCorrection: layers }: CorrectionEffects): CorrectionEffect | null {
  if (!layers) return null;
  const rows = sorted(
    layers.map(({ name, meanShiftBefore, meanShiftAfter }) => ({
      name,
      before: meanShiftBefore,
      after: meanShiftAfter,
      more: [],
    })),
  );
  return {
    key: "biasCorrection",
    title: correctionEntry("biasCorrection").name,
    summary:
      rows.length === 0
        ? "Nothing was to be done: no quantized layer has a bias whose shift could be taken off."
        : `${formatCounted(rows.length, "layer")} corrected: in the median the mean of a channel's output was off by ${formatSmall(median(rows, "before"))} before and is by ${formatSmall(median(rows, "after"))} now, in the unit of that output.`,
    measure: "Mean shift",
    before: "Before",
    after: "After",
    each: "Layer",
    more: [],
    rows,
    format: formatSmall,
  };
}

const sorted = (rows: BeforeAfterDatum[]): BeforeAfterDatum[] => rows.sort((a, b) => b.before - a.before);

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The middle of an odd number of values, the mean of the two middle ones of an even number. */
function median<Key extends string>(rows: Record<Key, number>[], key: Key): number {
  const values = rows.map((row) => row[key]).toSorted((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
