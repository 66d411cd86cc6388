import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import classes from "./DataTable.module.css";
import { type Sorting, sortedRows } from "./sorted-rows.ts";
import { columnGroups, startsGroup, type TableColumn } from "./table-column.ts";

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

interface DataTableHeadProps<Row> {
  columns: readonly TableColumn<Row>[];
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
}

/** Two rows of headings: the groups, then the columns, which sort. */
function DataTableHead<Row>({ columns, sorting, onSort }: DataTableHeadProps<Row>) {
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

interface DataTableRowProps<Row> {
  id: string;
  row: Row;
  /** Among all rows of the table, from 1. */
  place: number;
  columns: readonly TableColumn<Row>[];
  isSelected: boolean;
  onSelect: ((id: string) => void) | undefined;
}

/** One row; where rows can be selected, its first text is a button. */
function DataTableRow<Row>(props: DataTableRowProps<Row>) {
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
