import type { Recipe } from "#core/recipe.ts";
import { recipeDiff } from "#core/recipe-diff.ts";
import classes from "./ChangeList.module.css";
import { changeGroups } from "./change-groups.ts";

/** The options in which one recipe differs from another. */
export function ChangeList({ from, to }: { from: Recipe; to: Recipe }) {
  return (
    <ul className={classes.list} aria-label="Differences">
      {changeGroups(recipeDiff(from, to)).map(({ label, before, after, layers }) => (
        <li key={`${label} ${after}`} title={layers.length > 1 ? layers.join("\n") : undefined}>
          {label}: <span className={classes.before}>{before}</span> → <strong>{after}</strong>
        </li>
      ))}
    </ul>
  );
}
