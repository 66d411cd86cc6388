import { formatCount, formatDecibels } from "#ui/format.ts";
import { precise } from "../precise.ts";
import { verdict } from "../quality.ts";
import { bitsPerValue } from "../stored-bits.ts";
import type { MiniOutcome } from "../use-mini.ts";
import classes from "./views.module.css";

/** The error in numbers and in one sentence. */
export function Numbers({ outcome: { name, settings, result, summary } }: { outcome: MiniOutcome }) {
  const { grids } = result;
  const { mse, maxAbsError, sqnrDb, clippedCount, usedCodes, codeCount, count } = summary;
  const [{ scale, zeroPoint, offset }] = grids;
  const facts = [
    { label: "MSE", value: precise(mse) },
    { label: "Largest error", value: precise(maxAbsError) },
    { label: "SQNR", value: formatDecibels(sqnrDb) },
    grids.length === 1
      ? { label: "Step s", value: precise(scale) }
      : { label: "Scales", value: formatCount(grids.length) },
    ...(grids.length > 1
      ? [{ label: "Bits per value", value: precise(bitsPerValue({ settings, result, summary })) }]
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
