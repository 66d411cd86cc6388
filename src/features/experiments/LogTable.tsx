import { memo } from "react";
import type { LogEntry } from "#share/log-file.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import { LOG_COLUMNS } from "./log-columns.tsx";

const idOf = ({ id }: LogEntry): string => id;

export interface LogTableProps {
  log: LogEntry[];
  selected: string | null;
  onSelect: (id: string) => void;
}

/** All runs in numbers, those that are pinned before the others. */
export const LogTable = memo(function LogTable({ log, selected, onSelect }: LogTableProps) {
  const rows = log.toSorted((a, b) => Number(b.pinned) - Number(a.pinned));
  return (
    <DataTable
      label="Runs"
      columns={LOG_COLUMNS}
      rows={rows}
      idOf={idOf}
      selected={selected}
      onSelect={onSelect}
    />
  );
});
