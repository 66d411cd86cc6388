import type { ReactNode } from "react";
import { useState } from "react";
import classes from "./ChartFrame.module.css";
import type { ChartTableProps } from "./ChartTable.tsx";
import { ChartTable } from "./ChartTable.tsx";

export interface LegendEntry {
  label: string;
  colour: string;
}

export interface ChartFrameProps {
  /** What the picture shows, for those who do not see it. */
  label: string;
  height: number;
  legend?: LegendEntry[];
  /** The same numbers as text. */
  table: ChartTableProps;
  children: ReactNode;
}

/** A chart with its legend above and its numbers as a table behind a disclosure. */
export function ChartFrame({ label, height, legend = [], table, children }: ChartFrameProps) {
  const [open, setOpen] = useState(false);
  return (
    <figure className={classes.frame} aria-label={label}>
      {legend.length > 0 && (
        <ul className={classes.legend} aria-label="Legend">
          {legend.map((entry) => (
            <li key={entry.label} style={{ "--swatch": entry.colour }}>
              {entry.label}
            </li>
          ))}
        </ul>
      )}
      <div style={{ height }}>{children}</div>
      <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Show as table</summary>
        {open && <ChartTable {...table} />}
      </details>
    </figure>
  );
}
