import type { RoundTripError } from "#numerics/round-trip.ts";
import { formatDecibels, formatPercent, formatShare, formatSmall } from "#words/format.ts";
import classes from "./RoundTripNumbers.module.css";

export interface RoundTripNumbersProps {
  /** Of what, for those who do not see where it stands. */
  label: string;
  error: RoundTripError;
  /** What else there is to say, in front of the share of codes. */
  more?: { label: string; value: string }[];
}

/** A round trip in numbers, and which part of its error is rounding and which clipping. */
export function RoundTripNumbers({ label, error, more = [] }: RoundTripNumbersProps) {
  const { mse, sqnrDb, maxAbsError, clippedShare, gridUsed, clippingMse } = error;
  const clipping = mse > 0 ? clippingMse / mse : 0;
  const numbers = [
    { label: "SQNR", value: formatDecibels(sqnrDb) },
    { label: "MSE", value: formatSmall(mse) },
    { label: "Largest error", value: formatSmall(maxAbsError) },
    { label: "Values clipped", value: formatShare(clippedShare) },
    ...more,
    { label: "Codes in use", value: gridUsed === null ? "–" : formatPercent(gridUsed) },
  ];
  const split =
    mse > 0
      ? `${formatPercent(1 - clipping)} of the error is rounding, ${formatPercent(clipping)} clipping`
      : "No error: every value is kept";
  return (
    <section aria-label={label}>
      <dl className={classes.numbers}>
        {numbers.map((number) => (
          <div key={number.label}>
            <dt>{number.label}</dt>
            <dd>{number.value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.split}>
        <div className={classes.bar} role="img" aria-label={split}>
          <span className={classes.rounding} style={{ width: mse > 0 ? `${(1 - clipping) * 100}%` : 0 }} />
          <span className={classes.clipping} style={{ width: `${clipping * 100}%` }} />
        </div>
        <span aria-hidden>{split}</span>
      </div>
    </section>
  );
}
