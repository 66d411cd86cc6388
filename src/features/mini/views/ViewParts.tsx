import { Skeleton } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";
import type { MiniAnswers, MiniOutcome, MiniQuestion, MiniView } from "#protocol/mini.ts";
import { Formula } from "#ui/Formula.tsx";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import { settingsText } from "../texts.ts";
import { useMiniAnswer } from "../use-mini.ts";
import classes from "./views.module.css";

export interface PartProps<V extends MiniView> {
  answer: MiniAnswers[V];
}

/** A panel of a view. It is drawn again when its turn with another answer has come. */
export interface ViewPart<V extends MiniView> {
  id: string;
  /** About that of the panel, in pixels, until it is drawn. */
  height: number;
  Content: ComponentType<PartProps<V>>;
}

export interface ViewPartsProps<V extends MiniView> {
  view: V;
  question: MiniQuestion;
  parts: readonly ViewPart<V>[];
}

/** The panels of one view, one after the other from the top, and what went wrong where it did. */
export function ViewParts<V extends MiniView>({ view, question, parts }: ViewPartsProps<V>) {
  const { value, failure, isBusy, askAgain } = useMiniAnswer(view, question);
  const shown = useInTurn(value, parts.length, true);
  if (value?.count === 0)
    return <Panel title="No values yet" note="Draw some, choose a layer, or paste numbers." />;
  return (
    <div className={classes.stack} aria-busy={isBusy || parts.some((_, i) => shown[i] !== value)}>
      {failure && (
        <ErrorNotice
          {...failure}
          kept={value ? "What is shown is of the settings before." : "Nothing else is affected."}
          action={{ label: "Try again", onClick: askAgain }}
        />
      )}
      {parts.map(({ id, height, Content }, i) => {
        const answer = shown[i];
        if (answer && answer.count > 0) return <Content key={id} answer={answer} />;
        return failure ? null : <Skeleton key={id} height={height} radius="md" animate={false} />;
      })}
    </div>
  );
}

interface SidesProps<Outcome> {
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

/** A formula at full size that breaks at its relations where a line is too narrow for it. */
export function FormulaText({ tex }: { tex: string }) {
  return (
    <span className={classes.formulaText}>
      <Formula inline tex={`\\displaystyle ${tex}`} />
    </span>
  );
}

export interface RowColumn<Row> {
  label: string;
  text: (row: Row) => string;
}

interface RowTableProps<Row> {
  label: string;
  /** In pixels; a taller one scrolls. */
  maxHeight: number;
  rows: readonly Row[];
  /** What heads each row, and how it is called. */
  head: string;
  nameOf: (row: Row) => string;
  columns: readonly RowColumn<Row>[];
}

/** Numbers of a few things, each another name. */
export function RowTable<Row>({ label, maxHeight, rows, head, nameOf, columns }: RowTableProps<Row>) {
  return (
    <ScrollBox label={`${label}, table`} maxHeight={maxHeight}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {columns.map((column) => (
              <th key={column.label} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row)}>
              <th scope="row">{nameOf(row)}</th>
              {columns.map((column) => (
                <td key={column.label}>{column.text(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
