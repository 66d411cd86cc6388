import { Formula } from "#ui/Formula.tsx";
import classes from "./views.module.css";

/** A formula at full size that breaks at its relations where a line is too narrow for it. */
export function FormulaText({ tex }: { tex: string }) {
  return (
    <span className={classes.formulaText}>
      <Formula inline tex={`\\displaystyle ${tex}`} />
    </span>
  );
}
