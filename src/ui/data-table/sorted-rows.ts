import type { CellValue, TableColumn } from "./table-column.ts";

export interface Sorting {
  key: string;
  descending: boolean;
}

function compare(a: CellValue, b: CellValue): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, "en", { numeric: true });
  const [left, right] = [Number(a), Number(b)];
  // Two infinities differ by NaN, and are equal; what is no number at all lies below every number.
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
  return left - right || 0;
}

/** A copy sorted by a column, or as it is for null; what has no value comes last either way. */
export function sortedRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const column = columns.find(({ key }) => key === sorting?.key);
  if (!column || !sorting) return rows;
  const { value } = column;
  const known = rows.filter((row) => value(row) !== null);
  const sorted = known.toSorted((a, b) => compare(value(a), value(b)));
  return [...(sorting.descending ? sorted.reverse() : sorted), ...rows.filter((row) => value(row) === null)];
}
