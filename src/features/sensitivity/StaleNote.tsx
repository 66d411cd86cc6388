import type { Recipe } from "#core/recipe.ts";
import { ChangeList } from "./ChangeList.tsx";
import classes from "./StaleNote.module.css";

export interface StaleNoteProps {
  /** What the results are of, and the recipe as it is now. */
  of: Recipe;
  now: Recipe;
  children: string;
}

/** Results of an earlier recipe stay in view, and are said to be that. */
export function StaleNote({ of, now, children }: StaleNoteProps) {
  return (
    <details className={classes.note}>
      <summary>{children}</summary>
      <ChangeList from={of} to={now} />
    </details>
  );
}
