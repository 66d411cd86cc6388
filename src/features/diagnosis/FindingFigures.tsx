import { useState } from "react";
import { ChartTable } from "#charts/frame/ChartTable.tsx";
import type { FindingTable } from "#experiment/report.ts";
import { formatCount, formatSmall } from "#words/format.ts";
import classes from "./FindingCard.module.css";

function cellText(cell: string | number): string {
  if (typeof cell === "string") return cell;
  return Number.isInteger(cell) ? formatCount(cell) : formatSmall(cell);
}

/** The numbers behind a finding. */
export function FindingFigures({ table }: { table: FindingTable }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{table.caption}</summary>
      {open && <ChartTable {...table} rows={table.rows.map((row) => row.map(cellText))} />}
    </details>
  );
}
