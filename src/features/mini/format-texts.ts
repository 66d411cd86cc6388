import type { FormatRow } from "#lessons/mini/mini-formats.ts";
import { formatDecibels, formatTimes } from "#words/format.ts";

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
