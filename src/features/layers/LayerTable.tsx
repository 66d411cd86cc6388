import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import classes from "./LayerTable.module.css";
import { LayerTableHead } from "./LayerTableHead.tsx";
import { COLUMNS } from "./layer-columns.ts";
import type { LayerRow, Sorting } from "./layer-rows.ts";
import { sortedRows } from "./layer-rows.ts";

export interface LayerTableProps {
  rows: LayerRow[];
  selected: string | null;
  onSelect: (name: string) => void;
}

const ROW_HEIGHT = 32;

/** Sortable; only the rows in view are in the document, so that a network of thousands scrolls as well. */
export function LayerTable({ rows, selected, onSelect }: LayerTableProps) {
  const [sorting, setSorting] = useState<Sorting>({ key: "place", descending: false });
  const sorted = useMemo(() => sortedRows(rows, sorting), [rows, sorting]);
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
  return (
    <div ref={scroll} className={classes.scroll}>
      <table className={classes.table} aria-label="Layers" aria-rowcount={sorted.length + 2}>
        <colgroup>
          {COLUMNS.map(({ key, width }) => (
            <col key={key} style={{ width }} />
          ))}
        </colgroup>
        <LayerTableHead sorting={sorting} onSort={setSorting} />
        <tbody>
          {above > 0 && <Spacer height={above} />}
          {visible.map(({ index }) => (
            <Row
              key={sorted[index].name}
              row={sorted[index]}
              index={index}
              selected={selected}
              onSelect={onSelect}
            />
          ))}
          {below > 0 && <Spacer height={below} />}
        </tbody>
      </table>
    </div>
  );
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden>
    <td colSpan={COLUMNS.length} style={{ height, padding: 0, border: 0 }} />
  </tr>
);

interface RowProps {
  row: LayerRow;
  index: number;
  selected: string | null;
  onSelect: (name: string) => void;
}

function Row({ row, index, selected, onSelect }: RowProps) {
  const isSelected = row.name === selected;
  return (
    <tr aria-rowindex={index + 3} data-selected={isSelected || undefined} onClick={() => onSelect(row.name)}>
      {COLUMNS.map(({ key, text, first }) =>
        key === "name" ? (
          <th key={key} scope="row">
            <button
              type="button"
              className={classes.name}
              aria-pressed={isSelected}
              title={row.name}
              onClick={(event) => {
                event.stopPropagation();
                onSelect(row.name);
              }}
            >
              {row.name}
            </button>
          </th>
        ) : (
          <td key={key} data-text={typeof row[key] === "string" || undefined} data-first={first}>
            {text(row)}
          </td>
        ),
      )}
    </tr>
  );
}
