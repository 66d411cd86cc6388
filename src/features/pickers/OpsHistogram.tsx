import { formatCount } from "#words/format.ts";
import classes from "./OpsHistogram.module.css";

/** How often each operator occurs, the most frequent first. */
export function OpsHistogram({ ops }: { ops: Record<string, number> }) {
  const sorted = Object.entries(ops).toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const most = sorted[0]?.[1] ?? 1;
  return (
    <ul className={classes.ops} aria-label="Operators">
      {sorted.map(([op, count]) => (
        <li key={op} className={classes.op}>
          <span className={classes.name}>{op}</span>
          <span className={classes.track} aria-hidden>
            <span className={classes.bar} style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <span className={classes.count}>{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}
