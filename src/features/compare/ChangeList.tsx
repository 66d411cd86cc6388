import { recipeDiff } from "#core/recipe-diff.ts";
import type { Score } from "#core/report.ts";
import type { RunResult } from "#protocol/messages.ts";
import { formatPoints } from "#ui/format.ts";
import classes from "./ChangeList.module.css";

/** The options that differ between two runs, then what that did to the quantized model. */
export function ChangeList({ from, to }: { from: RunResult; to: RunResult }) {
  const changes = recipeDiff(from.recipe, to.recipe);
  return (
    <>
      <ul className={classes.list}>
        {changes.map(({ path, label, before, after }) => (
          <li key={path}>
            {label}: <span className={classes.before}>{before}</span> → <strong>{after}</strong>
          </li>
        ))}
        {changes.length === 0 && <li>Nothing: the same recipe. Only times may differ.</li>}
      </ul>
      <p className={classes.effect}>
        Top-1 {formatPoints(share(to.quantized.top1) - share(from.quantized.top1))}
        <br />
        Agreement {formatPoints(share(to.agreement) - share(from.agreement))}
      </p>
      {changes.length > 1 && (
        <p className={classes.hint}>
          Several options changed together, so the effect cannot be put down to one of them.
        </p>
      )}
    </>
  );
}

const share = ({ correct, total }: Score): number => correct / total;
