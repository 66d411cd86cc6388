import type { ReactNode } from "react";
import type { MiniOutcome } from "#protocol/mini.ts";
import { settingsText } from "../settings-text.ts";
import classes from "./views.module.css";

export interface SidesProps<Outcome> {
  outcomes: Outcome[];
  children: (outcome: Outcome) => ReactNode;
}

/** The same for A and for B beside each other, or once. */
export function Sides<Outcome extends MiniOutcome>({ outcomes, children }: SidesProps<Outcome>) {
  return (
    <div className={classes.sides}>
      {outcomes.map((outcome) => (
        <div key={outcome.name} className={classes.side}>
          {outcome.name && (
            <p className={classes.name}>
              <strong>{outcome.name}</strong> {settingsText(outcome.settings)}
            </p>
          )}
          {children(outcome)}
        </div>
      ))}
    </div>
  );
}
