import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import classes from "./DataTable.module.css";
import { DataTableHead } from "./DataTableHead.tsx";
import { DataTableRow } from "./DataTableRow.tsx";
import type { Sorting } from "./sorted-rows.ts";
import { sortedRows } from "./sorted-rows.ts";
import type { TableColumn } from "./table-column.ts";

export interface DataTableProps<Row> {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  /** Unique among the rows. */
  idOf: (row: Row) => string;
  selected?: string | null;
  /** Makes rows selectable. */
  onSelect?: (id: string) => void;
}

const ROW_HEIGHT = 32;
const HEAD_ROWS = 2;

/** Sortable; only the rows in view are in the document, so that a network of thousands scrolls as well. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, idOf, selected = null, onSelect } = props;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const sorted = useMemo(() => sortedRows(rows, columns, sorting), [rows, columns, sorting]);
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const visible = virtualizer.getVirtualItems();
  const above = visible.at(0)?.start ?? 0;
  const below = virtualizer.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const spacer = (height: number) => (
    <tr aria-hidden>
      <td colSpan={columns.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
  return (
    <div ref={scroll} className={classes.scroll}>
      <table
        className={classes.table}
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
        aria-label={label}
        aria-rowcount={sorted.length + HEAD_ROWS}
      >
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={{ width }} />
          ))}
        </colgroup>
        <DataTableHead columns={columns} sorting={sorting} onSort={setSorting} />
        <tbody>
          {above > 0 && spacer(above)}
          {visible.map(({ index }) => {
            const id = idOf(sorted[index]);
            return (
              <DataTableRow
                key={id}
                id={id}
                row={sorted[index]}
                place={index + HEAD_ROWS + 1}
                columns={columns}
                isSelected={id === selected}
                onSelect={onSelect}
              />
            );
          })}
          {below > 0 && spacer(below)}
        </tbody>
      </table>
    </div>
  );
}
