import type { ZeroRow } from "#lessons/mini/mini-zero-forms.ts";
import { formatCount, formatDecibels, formatTimes } from "#words/format.ts";
import { precise } from "./precise.ts";

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
