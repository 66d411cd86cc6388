import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { MINI_LIMIT, type ParsedNumbers } from "#lessons/mini/mini-source.ts";
import type { MiniSummary } from "#lessons/mini/mini-summary.ts";
import type { FormatRow, ZeroRow } from "#lessons/mini/mini-tables.ts";
import type { MiniOutcome } from "#protocol/mini.ts";
import {
  formatCount,
  formatDecibels,
  formatPowerOfTen,
  formatShare,
  formatSmall,
  formatTimes,
} from "#words/format.ts";
import { ZERO_FORMS } from "./choices.ts";

/** Four digits: enough to hold against the numbers of a script. */
export function precise(value: number): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return formatSmall(value);
  const size = Math.abs(value);
  if (size >= 0.001 && size < 100_000) return String(Number(value.toPrecision(4))).replace("-", "\u2212");
  const [mantissa, exponent] = value.toExponential(3).split("e");
  return `${mantissa.replace("-", "\u2212")}·${formatPowerOfTen(Number(exponent))}`;
}

/** "4-bit symmetric, per channel, 99.9 % of the values". */
export function settingsText({ bits, scheme, zero, granularity, range }: MiniSettings): string {
  const form = ZERO_FORMS.find(({ value }) => value === zero);
  return [
    `${bits}-bit ${scheme}`,
    ...(scheme === "asymmetric" && form ? [form.label.toLowerCase()] : []),
    granularity.kind === "group" ? `per group of ${granularity.size}` : `per ${granularity.kind}`,
    range.method === "minmax"
      ? "min–max"
      : range.method === "mse"
        ? "least error"
        : `${range.percent}\u00a0% of the values`,
  ].join(", ");
}

/** Of an FP32 scale. */
const SCALE_BITS = 32;

/** What a value costs to store with its share of the scales, and of zero points as wide as a code or offsets in FP32. */
export function bitsPerValue({ settings, firstGrid, gridCount, summary }: MiniOutcome): number {
  const { bits, scheme } = settings;
  const zeroBits = firstGrid.offset !== null ? SCALE_BITS : scheme === "asymmetric" ? bits : 0;
  return bits + (gridCount * (SCALE_BITS + zeroBits)) / Math.max(summary.count, 1);
}

interface QualityLine {
  title: string;
  value: string;
  text: string;
}

/** Of one bit, in decibels: 20·log10(2). */
const DB_PER_BIT = 6.02;

/** In one sentence, by the signal-to-noise ratio; what a network makes of it only running it tells. */
export function verdict({ sqnrDb, mse, count }: MiniSummary): string {
  if (count === 0) return "There are no values yet.";
  if (mse === 0) return "Nothing is lost: every value lies on the grid.";
  const share = `The error carries ${formatShare(10 ** (-sqnrDb / 10))} of the signal's power`;
  if (sqnrDb >= 40) return `${share}: hardly a trace, as of a good 8-bit tensor.`;
  if (sqnrDb >= 30) return `${share}: small. Most networks do not mind this in their weights.`;
  if (sqnrDb >= 20) return `${share}: noticeable. Sensitive layers may already lose accuracy.`;
  if (sqnrDb >= 10) return `${share}: coarse. Only robust layers bear this; learned rounding or groups help.`;
  return `${share}: much of what told the values apart is gone.`;
}

/** The usual readings of a mean squared error, with what this one says. */
export function qualityLines(summary: MiniSummary): QualityLine[] {
  const { mse, sqnrDb, meanSquare, variance, idealMse, roundingMse, clippingMse, clippedCount, count } =
    summary;
  if (count === 0 || mse === 0) return [];
  const rms = Math.sqrt(mse / meanSquare);
  const ratio = roundingMse / idealMse;
  const share = clippingMse / mse;
  return [
    {
      title: "Against the signal",
      value: formatDecibels(sqnrDb),
      text: `SQNR: the typical error (the root of the MSE) is ${formatShare(rms)} of the typical value. An MSE means nothing by itself: ${formatSmall(mse)} has to be held against the mean square of the values, ${formatSmall(meanSquare)}. One bit more halves the step and is worth ${DB_PER_BIT} dB.`,
    },
    {
      title: "Against the ideal",
      value: `${precise(Number(ratio.toPrecision(3)))} · s²/12`,
      text: `${idealText(ratio)} An error spread evenly over one step has the MSE s²/12 = ${formatSmall(idealMse)}${clippedCount > 0 ? `; the rounding alone has ${formatSmall(roundingMse)}` : ""}.`,
    },
    {
      title: "Clipping against rounding",
      value: `${formatShare(share)} clipped`,
      text:
        clippedCount === 0
          ? "No value lies beyond the grid: all of the error is rounding. Where a few far values make the steps wide, a narrower range may err less in all."
          : `${formatCount(clippedCount)} of ${formatCount(count)} values lie beyond the grid and carry ${formatShare(share)} of the MSE. The best range makes neither part vanish: it weighs a finer step against more clipping.`,
    },
    {
      title: "Against the variance",
      value: variance > 0 ? formatShare(mse / variance) : "–",
      text:
        variance > 0
          ? `The share of what tells the values apart (variance ${formatSmall(variance)}) that is lost. For values far from zero this is the honest measure: their large mean square flatters the SQNR.`
          : "All values are equal: there is no variance to lose.",
    },
  ];
}

function idealText(ratio: number): string {
  if (ratio > 1.15)
    return "More than the ideal: the values sit away from their codes more than chance would have it.";
  if (ratio < 0.85)
    return "Less than the ideal: many values lie on the grid or very near to it, zeros for example, or the step is wide against all of them.";
  return "As the ideal has it: the values fall anywhere between two codes.";
}

/** B beside A in one sentence; undefined where there is no B. */
export function comparison([a, b]: readonly MiniOutcome[]): string | undefined {
  if (!b) return undefined;
  const bits = [a, b].map(bitsPerValue);
  const cost =
    bits[0] === bits[1]
      ? "for as many bits per value"
      : `for ${precise(bits[1])} bits per value instead of ${precise(bits[0])}`;
  const [first, second] = [a.summary.mse, b.summary.mse];
  if (first === second) return `A and B err alike, ${cost}.`;
  if (first === 0 || second === 0) return `${first === 0 ? "A" : "B"} loses nothing; B is ${cost}.`;
  const ratio = second / first;
  return ratio > 1
    ? `The MSE of B is ${formatTimes(ratio)} that of A, ${cost}.`
    : `The MSE of B is ${formatTimes(1 / ratio)} smaller than that of A, ${cost}.`;
}

/** What the three forms make of zero, for these values; the rows in the order of `zeroRows`. */
export function zeroTexts(rows: readonly ZeroRow[], zeros: number): string[] {
  const [real, code, deployable] = rows;
  const off = Math.abs(real.zeroValue);
  const isOff = off > 1e-6 * real.grid.scale;
  const texts = [
    isOff
      ? `With the real offset zero is not on the grid: it comes back as ${precise(real.zeroValue)}, ${precise(off / real.grid.scale)} steps away. Every zero that a convolution pads with, and every zero that a ReLU leaves, is then multiplied as ${precise(real.zeroValue)}: an error with the same sign in each product, which adds up instead of cancelling.`
      : "Zero happens to lie on the grid of the real offset here. Other values, or another range, and it does not.",
  ];
  if (zeros > 0)
    texts.push(
      `${formatCount(zeros)} of these values are exactly zero. Their errors alone sum up to ${precise(zeros * real.zeroValue)} with the real offset, and to ${precise(zeros * deployable.zeroValue)} where the grid holds zero.`,
    );
  const { zeroPoint, qmin, qmax } = code.grid;
  if (zeroPoint < qmin || zeroPoint > qmax)
    texts.push(
      `The values do not cross zero, so the integer zero point ${formatCount(zeroPoint).replace("-", "\u2212")} lies outside of the codes ${qmin} to ${qmax}: the formula works on paper, but a kernel stores z in the same ${Math.log2(qmax + 1)} bits as the codes, and a padded zero would be clipped to ${precise(code.zeroValue)}.`,
    );
  const cost = deployable.grid.scale / real.grid.scale;
  texts.push(
    cost > 1.02
      ? `Deployable: the range is widened to hold zero. For these values that makes the step ${formatTimes(cost)} as wide and the MSE ${formatTimes(deployable.summary.mse / real.summary.mse)} as large (SQNR ${formatDecibels(deployable.summary.sqnrDb)} instead of ${formatDecibels(real.summary.sqnrDb)}). That is what exactness at zero costs for shifted values.`
      : "Deployable: the range holds zero as it is, so widening costs nothing here. Choose shifted values to see what it can cost.",
  );
  return texts;
}

/** Where a normal distribution of thousands of values ends, in root mean squares; a uniform one at 1.7. */
const USUAL_CREST = 6;

/** Which format suits these values, and why. */
export function formatTexts(rows: readonly FormatRow[], crest: number): string[] {
  const eight = rows.filter(({ bits }) => bits === 8).toSorted((a, b) => a.mse - b.mse);
  const four = bestOf(rows, 4);
  const other = rows.find(({ bits, format }) => bits === 4 && format !== four.format);
  if (eight[0].mse === 0) return ["Every 8-bit format that is shown first holds these values without loss."];
  // INT8 against the better FP8, whichever of the two errs less.
  const against =
    eight.find(({ format }) => (format === "int8") !== (eight[0].format === "int8")) ?? eight[1];
  const lead = eight[0].sqnrDb - against.sqnrDb;
  const why =
    eight[0].format === "int8"
      ? "Even steps suit values that fill their range: none is spent on ever finer steps towards zero."
      : "Its steps shrink towards zero, so the many small values keep their digits while the few large ones set the range. An even grid has one step for all, as wide as the largest value makes it.";
  const texts = [
    `The largest value is ${formatTimes(crest)} the root mean square of all${crest > USUAL_CREST ? ": the tails are long" : crest < 2 ? ": the values fill their range" : ""}. At 8 bits ${eight[0].name} errs least (${formatDecibels(eight[0].sqnrDb)}), ${formatDecibels(lead)} better than ${against.name}. ${why}`,
    "FP16 and BF16 take no scale. BF16 has the exponent of FP32 and 8 significant bits; FP16 has 11 significant bits and ends at 65,504. FP8 E4M3 has one bit more of precision than E5M2, which reaches further down towards zero.",
  ];
  if (other && four.mse < other.mse)
    texts.splice(
      1,
      0,
      `At 4 bits ${four.name} errs less than ${other.name} (${formatDecibels(four.sqnrDb)} against ${formatDecibels(other.sqnrDb)}). ${
        four.format === "nf4"
          ? "Its levels are quantiles of the normal distribution: close together where normal values are many, far apart where they are few."
          : "NF4 puts its levels where normal values are many; these values lie elsewhere, or fill their range evenly."
      }`,
    );
  return texts;
}

/** Of the formats of so many bits the one that errs least. */
function bestOf(rows: readonly FormatRow[], bits: number): FormatRow {
  return rows.filter((row) => row.bits === bits).reduce((best, row) => (row.mse < best.mse ? row : best));
}

/** What of a pasted text was left out, and why; null where nothing was. */
export function pastedText({ refused, refusedCount, isCut }: Omit<ParsedNumbers, "values">): string | null {
  const parts: string[] = [];
  if (refusedCount > 0) {
    const named = refused.map(({ word, line }) => `“${word}” in line ${line}`).join(", ");
    const more =
      refusedCount > refused.length ? ` and ${formatCount(refusedCount - refused.length)} more` : "";
    parts.push(
      `Left out, since ${refusedCount === 1 ? "it is no number" : "they are no numbers"}: ${named}${more}.`,
    );
  }
  if (isCut)
    parts.push(`Only the first ${formatCount(MINI_LIMIT)} are taken: the page computes no more at once.`);
  return parts.join(" ") || null;
}
