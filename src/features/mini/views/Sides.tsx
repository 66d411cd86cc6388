import type { ReactNode } from "react";
import { settingsText } from "../settings-text.ts";
import type { MiniOutcome } from "../use-mini.ts";
import classes from "./views.module.css";

export interface SidesProps {
  outcomes: MiniOutcome[];
  children: (outcome: MiniOutcome) => ReactNode;
}

/** The same for A and for B beside each other, or once. */
export function Sides({ outcomes, children }: SidesProps) {
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
