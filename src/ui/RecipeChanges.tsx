import type { RecipeChange } from "#experiment/recipe-diff.ts";
import { changeGroups } from "#words/change-groups.ts";
import classes from "./RecipeChanges.module.css";

export interface RecipeChangesProps {
  changes: readonly RecipeChange[];
  /** In place of an empty list. */
  none: string;
}

/** The options in which one recipe differs from another, one line for all layers that differ alike. */
export function RecipeChanges({ changes, none }: RecipeChangesProps) {
  return (
    <ul className={classes.list} aria-label="Differences">
      {changeGroups(changes).map(({ label, before, after, layers }) => (
        <li key={`${label} ${after}`} title={layers.length > 1 ? layers.join("\n") : undefined}>
          {label}: <span className={classes.before}>{before}</span> → <strong>{after}</strong>
        </li>
      ))}
      {changes.length === 0 && <li>{none}</li>}
    </ul>
  );
}
