import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useState } from "react";
import classes from "./Fold.module.css";

export interface FoldProps {
  label: string;
  /** What is chosen inside, so that it need not be opened to know. */
  summary: string;
  /** Something inside differs from the run on show. */
  changed: boolean;
  children: ReactNode;
}

/** Options that are seldom touched, one line high until they are opened. */
export function Fold({ label, summary, changed, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.head} data-changed={changed || undefined}>
        <IconChevronRight className={classes.arrow} size={15} aria-hidden />
        <span>{label}</span>
        <span className={classes.summary}>{summary}</span>
      </summary>
      {open && <div className={classes.body}>{children}</div>}
    </details>
  );
}
