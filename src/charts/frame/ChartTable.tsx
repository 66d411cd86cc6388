import { ScrollBox } from "#ui/ScrollBox.tsx";
import classes from "./ChartTable.module.css";

export interface ChartTableProps {
  caption: string;
  /** The first column heads its row. */
  columns: string[];
  rows: string[][];
  /** The same numbers unrounded, for the CSV file; the texts of `rows` where absent. */
  values?: (string | number | null)[][];
  /** What the file's columns are called, with their units, where they are not those of the page. */
  valueColumns?: string[];
}

/** A chart's numbers as text. */
export function ChartTable({ caption, columns, rows }: ChartTableProps) {
  return (
    <ScrollBox label={`${caption}, table`} maxHeight={320}>
      <table className={classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(rows).map(({ key, row: [head, ...cells] }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {cells.map((cell, i) => (
                <td key={columns[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Rows by their heads, told apart where some share one: two classes may have the same name. */
function keyed(rows: readonly string[][]): { key: string; row: string[] }[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = (seen.get(row[0]) ?? 0) + 1;
    seen.set(row[0], count);
    return { key: `${row[0]} ${count}`, row };
  });
}
