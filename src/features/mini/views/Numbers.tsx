import type { MiniOutcome } from "#protocol/mini.ts";
import { formatCount, formatDecibels } from "#words/format.ts";
import { precise } from "../precise.ts";
import { verdict } from "../quality.ts";
import { bitsPerValue } from "../stored-bits.ts";
import classes from "./views.module.css";

/** The error in numbers and in one sentence. */
export function Numbers({ outcome }: { outcome: MiniOutcome }) {
  const { name, summary, gridCount } = outcome;
  const { mse, maxAbsError, sqnrDb, clippedCount, usedCodes, codeCount, count } = summary;
  const { scale, zeroPoint, offset } = outcome.firstGrid;
  const facts = [
    { label: "MSE", value: precise(mse) },
    { label: "Largest error", value: precise(maxAbsError) },
    { label: "SQNR", value: formatDecibels(sqnrDb) },
    gridCount === 1
      ? { label: "Step s", value: precise(scale) }
      : { label: "Scales", value: formatCount(gridCount) },
    ...(gridCount > 1
      ? [{ label: "Bits per value", value: precise(bitsPerValue(outcome)) }]
      : [
          offset === null
            ? { label: "Zero point z", value: formatCount(zeroPoint).replace("-", "\u2212") }
            : { label: "Offset", value: precise(offset) },
        ]),
    { label: "Codes in use", value: `${formatCount(usedCodes)} of ${formatCount(codeCount)}` },
    { label: "Clipped", value: `${formatCount(clippedCount)} of ${formatCount(count)}` },
  ];
  return (
    <>
      <p className={classes.verdict}>{verdict(summary)}</p>
      <dl className={classes.numbers} aria-label={`Numbers of the round trip${name && `, ${name}`}`}>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
