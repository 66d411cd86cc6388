import type { MouseEvent, RefObject } from "react";
import classes from "./SkipLink.module.css";

/** The first stop of the keyboard: past header and recipe. The address stays, as it holds the recipe. */
export function SkipLink({ to }: { to: RefObject<HTMLElement | null> }) {
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    to.current?.focus();
  };
  return (
    <a className={classes.skip} href={`#${RESULTS_ID}`} onClick={skip}>
      Skip to the results
    </a>
  );
}

export const RESULTS_ID = "results";
