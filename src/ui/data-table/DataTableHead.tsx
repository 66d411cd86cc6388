import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import classes from "./DataTable.module.css";
import type { Sorting } from "./sorted-rows.ts";
import type { TableColumn } from "./table-column.ts";
import { columnGroups, startsGroup } from "./table-column.ts";

export interface DataTableHeadProps<Row> {
  columns: readonly TableColumn<Row>[];
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
}

/** Two rows of headings: the groups, then the columns, which sort. */
export function DataTableHead<Row>({ columns, sorting, onSort }: DataTableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columnGroups(columns).map(({ heading, span }, i) => (
          <th
            key={heading}
            colSpan={span}
            scope="colgroup"
            className={classes.group}
            data-first={i > 0 || undefined}
          >
            {heading}
          </th>
        ))}
      </tr>
      <tr>
        {columns.map(({ key, heading, isText }, at) => {
          const isSorted = sorting?.key === key;
          const descending = isSorted && sorting.descending;
          const Icon = descending ? IconChevronDown : IconChevronUp;
          const order = descending ? "descending" : "ascending";
          return (
            <th
              key={key}
              scope="col"
              aria-sort={isSorted ? order : undefined}
              data-text={isText}
              data-first={startsGroup(columns, at) || undefined}
            >
              <button
                type="button"
                className={classes.sort}
                onClick={() => onSort({ key, descending: isSorted && !descending })}
              >
                {heading}
                <span className={classes.arrow}>{isSorted && <Icon size={13} aria-hidden />}</span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
