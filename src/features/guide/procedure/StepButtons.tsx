import { Button } from "@mantine/core";
import classes from "./StepCard.module.css";
import type { StepAction } from "./use-step-actions.ts";

/** A step's buttons, each with what it does. */
export function StepButtons({ actions, isDone }: { actions: StepAction[]; isDone: boolean }) {
  return (
    <ul className={classes.actions}>
      {actions.map(({ label, meaning, act, reason }) => (
        <li key={label} className={classes.action}>
          <Button
            size="sm"
            variant={isDone || actions.length > 1 ? "default" : "filled"}
            disabled={reason !== null}
            onClick={act}
          >
            {label}
          </Button>
          <span className={classes.meaning}>{reason ?? meaning}</span>
        </li>
      ))}
    </ul>
  );
}
