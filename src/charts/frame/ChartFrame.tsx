import type { ReactNode } from "react";
import { startTransition, useRef, useState } from "react";
import classes from "./ChartFrame.module.css";
import type { ChartTableProps } from "./ChartTable.tsx";
import { ChartTable } from "./ChartTable.tsx";
import { SaveButtons } from "./SaveButtons.tsx";

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

/** A chart with its legend above; below it its numbers as a table behind a disclosure, and both as files. */
export function ChartFrame({ label, height, legend = [], table, children }: ChartFrameProps) {
  const [open, setOpen] = useState(false);
  const figure = useRef<HTMLElement>(null);
  return (
    <figure className={classes.frame} aria-label={label} ref={figure}>
      {legend.length > 0 && (
        <ul className={classes.legend} aria-label="Legend">
          {legend.map((entry) => (
            <li key={entry.label} data-swatch style={{ "--swatch": entry.colour }}>
              {entry.label}
            </li>
          ))}
        </ul>
      )}
      <div style={{ height }} data-picture>
        {children}
      </div>
      <div className={classes.foot}>
        <details
          onToggle={({ currentTarget }) => {
            const isOpen = currentTarget.open;
            // A table of a thousand rows is made in slices.
            startTransition(() => setOpen(isOpen));
          }}
        >
          <summary>Show as table</summary>
          {open && <ChartTable {...table} />}
        </details>
        <SaveButtons label={label} chart={() => figure.current && { figure: figure.current, label, table }} />
      </div>
    </figure>
  );
}
