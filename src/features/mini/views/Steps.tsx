import { useMemo } from "react";
import { lookedValues } from "../looked-value.ts";
import { stepLines } from "../steps.ts";
import { FormulaText } from "./FormulaText.tsx";
import type { OneValueProps } from "./NumberLine.tsx";
import classes from "./views.module.css";

/** One value's way, with its numbers put in. */
export function Steps({ x, outcome, mini }: OneValueProps) {
  const { grid, looked } = useMemo(() => lookedValues(x, outcome, mini), [x, outcome, mini]);
  const lines = stepLines(looked.x, grid, outcome.settings.zero === "deployable");
  const name = outcome.name && `, ${outcome.name}`;
  return (
    <ol className={classes.steps} aria-label={`Step by step${name}`}>
      {lines.map(({ title, tex, note }) => (
        <li key={title}>
          <span className={classes.label}>{title}</span>
          <FormulaText tex={tex} />
          {note && <p className={classes.quiet}>{note}</p>}
        </li>
      ))}
    </ol>
  );
}
