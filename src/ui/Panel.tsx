import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./Panel.module.css";

export interface PanelProps {
  title: string;
  /** One line under the title. */
  note?: ReactNode;
  /** Controls at the right of the title. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** A titled region of the main area. */
export function Panel({ title, note, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <div>
          <h2 className={classes.title} id={id}>
            {title}
          </h2>
          {note && <p className={classes.note}>{note}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}
