import type { ReactNode } from "react";
import { MeaningFolds } from "#ui/glossary/MeaningFolds.tsx";
import { Help } from "#ui/Help.tsx";
import type { OptionChange } from "../use-changes.ts";
import classes from "./Option.module.css";
import { termsOf } from "./option-terms.ts";

export interface OptionProps {
  label: string;
  /** The full name, where the label is short because of the section around it. */
  name?: string;
  help: ReactNode;
  /** Set where the option differs from the run on show. */
  change: OptionChange | undefined;
  /** Of the control inside, so that the label belongs to it; a group of controls names itself. */
  controlId?: string;
  children: ReactNode;
}

/** One option of the recipe: label, help and mark above its control. */
export function Option({ label, name = label, help, change, controlId, children }: OptionProps) {
  return (
    <div className={classes.option} data-changed={change !== undefined || undefined}>
      <div className={classes.head}>
        {controlId ? <label htmlFor={controlId}>{label}</label> : <span>{label}</span>}
        <Help about={name}>
          {help}
          <MeaningFolds ids={termsOf(name)} />
        </Help>
        {change && <span className={classes.was}>was {change.before}</span>}
      </div>
      {children}
    </div>
  );
}
