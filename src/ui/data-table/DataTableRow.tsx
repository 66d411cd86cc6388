import classes from "./DataTable.module.css";
import type { TableColumn } from "./table-column.ts";
import { startsGroup } from "./table-column.ts";

export interface DataTableRowProps<Row> {
  id: string;
  row: Row;
  /** Among all rows of the table, from 1. */
  place: number;
  columns: readonly TableColumn<Row>[];
  isSelected: boolean;
  onSelect: ((id: string) => void) | undefined;
}

/** One row; where rows can be selected, its first text is a button. */
export function DataTableRow<Row>(props: DataTableRowProps<Row>) {
  const { id, row, place, columns, isSelected, onSelect } = props;
  const heading = columns.findIndex(({ isText }) => isText);
  return (
    <tr
      aria-rowindex={place}
      data-selectable={onSelect !== undefined || undefined}
      data-selected={isSelected || undefined}
      onClick={() => onSelect?.(id)}
    >
      {columns.map(({ key, text, cell, title, isText }, at) => {
        const first = startsGroup(columns, at) || undefined;
        if (at !== heading)
          return (
            <td key={key} data-text={isText} data-first={first} title={title?.(row)}>
              {cell ? cell(row) : text(row)}
            </td>
          );
        return (
          <th key={key} scope="row" data-first={first}>
            {onSelect ? (
              <button
                type="button"
                className={classes.name}
                aria-pressed={isSelected}
                title={text(row)}
                onClick={(event) => {
                  event.stopPropagation();
                  onSelect(id);
                }}
              >
                {text(row)}
              </button>
            ) : (
              <span className={classes.name} title={text(row)}>
                {text(row)}
              </span>
            )}
          </th>
        );
      })}
    </tr>
  );
}
