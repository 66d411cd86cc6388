import { memo, useState } from "react";
import { ChartTable } from "#charts/frame/ChartTable.tsx";
import { symptomOf } from "#diagnosis/diagnose.ts";
import type { Finding, FindingTable } from "#experiment/report.ts";
import { formatCount, formatSmall } from "#words/format.ts";
import { FindingAction } from "./FindingAction.tsx";
import classes from "./FindingCard.module.css";

const badgeOf = ({ id, grade }: Finding): string =>
  grade === "possible" ? "Worth knowing" : (symptomOf(id)?.badge ?? "Likely cause of a loss");

export interface FindingCardProps {
  finding: Finding;
  /** Stands above all findings already. */
  said: string;
}

/** A symptom that this run has: what shows it, where it comes from, what to do first. */
export const FindingCard = memo(function FindingCard({ finding, said }: FindingCardProps) {
  const { id, symptom, evidence, table, cause, grade } = finding;
  const heading = `finding-${id}`;
  return (
    <section className={classes.card} aria-labelledby={heading} data-grade={grade}>
      <div className={classes.head}>
        <h2 className={classes.title} id={heading}>
          {symptom}
        </h2>
        <span className={classes.grade}>{badgeOf(finding)}</span>
      </div>
      <ul className={classes.evidence}>
        {evidence
          .filter((sentence) => sentence !== said)
          .map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
      </ul>
      {cause && (
        <p className={classes.cause}>
          <strong>Likely cause:</strong> {cause}
        </p>
      )}
      <FindingAction finding={finding} />
      <div className={classes.folds}>
        {table && <FindingFigures table={table} />}
        <details className={classes.fold}>
          <summary>Why this happens</summary>
          <p className={classes.learn}>{symptomOf(id)?.learn}</p>
        </details>
      </div>
    </section>
  );
});

function cellText(cell: string | number): string {
  if (typeof cell === "string") return cell;
  return Number.isInteger(cell) ? formatCount(cell) : formatSmall(cell);
}

/** The numbers behind a finding. */
function FindingFigures({ table }: { table: FindingTable }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{table.caption}</summary>
      {open && <ChartTable {...table} rows={table.rows.map((row) => row.map(cellText))} />}
    </details>
  );
}
