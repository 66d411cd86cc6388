import type { ReactNode } from "react";

export type CellValue = string | number | null;

/** One column of a `DataTable`; the first column heads its rows. */
export interface TableColumn<Row> {
  key: string;
  heading: string;
  /** Columns of one group stand together under its heading. */
  group: string;
  /** In pixels. */
  width: number;
  /** What the column is sorted by; numbers and texts are not mixed, null comes last. */
  value: (row: Row) => CellValue;
  text: (row: Row) => string;
  /** What stands in the cell in place of the text: controls of the row. */
  cell?: (row: Row) => ReactNode;
  /** A longer explanation of the cell, shown on hovering. */
  title?: (row: Row) => string | undefined;
  /** Texts stand at the left. */
  isText?: true;
}

export interface ColumnGroup {
  heading: string;
  span: number;
}

/** The groups in the order of their columns. */
export function columnGroups<Row>(columns: readonly TableColumn<Row>[]): ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last?.heading === group) last.span++;
    else groups.push({ heading: group, span: 1 });
  }
  return groups;
}

/** A line stands before the first column of every group but the first. */
export const startsGroup = <Row>(columns: readonly TableColumn<Row>[], at: number): boolean =>
  at > 0 && columns[at].group !== columns[at - 1].group;
