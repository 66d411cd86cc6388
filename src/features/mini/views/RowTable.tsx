import { ScrollBox } from "#ui/ScrollBox.tsx";
import classes from "./views.module.css";

export interface RowColumn<Row> {
  label: string;
  text: (row: Row) => string;
}

export interface RowTableProps<Row> {
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
