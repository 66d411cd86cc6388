import { memo, useDeferredValue, useEffect, useState } from "react";
import type { LogEntry } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { ComparedRuns } from "./ComparedRuns.tsx";
import classes from "./ExperimentsTab.module.css";
import { LogActions } from "./LogActions.tsx";
import { LogChart } from "./LogChart.tsx";
import { LOG_COLUMNS } from "./log-columns.tsx";
import { RunCard } from "./RunCard.tsx";

/** Every run that was made here: what it was, what came out, and any of them side by side. */
export default function ExperimentsTab() {
  const log = useDeferredValue(useLab((state) => state.log));
  const { failure, dismiss, loadLog, isKept } = useLab((state) => ({
    loadLog: state.loadLog,
    isKept: state.isLogKept,
    failure: state.logFailure,
    dismiss: state.dismissLogFailure,
  }));
  const [selected, setSelected] = useState<string | null>(null);
  useEffect(() => {
    const read = () => {
      if (!document.hidden) void loadLog();
    };
    // Another tab may have run something in the meantime.
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [loadLog]);
  const run = log.find(({ id }) => id === selected);
  return (
    <div className={classes.tab}>
      {failure && <ErrorNotice {...failure} kept="The log is as it was." onDismiss={dismiss} />}
      <Panel
        title="Experiment log"
        note={`${isKept ? "Every run is kept on this device with its recipe and numbers." : "The browser keeps nothing for this page: export the runs before you close it."} Tick two or more to hold them beside each other; change one option at a time, and compare with FP32.`}
        aside={<LogActions />}
      >
        {log.length > 0 ? (
          <div className={classes.body}>
            <LogTable log={log} selected={selected} onSelect={setSelected} />
            {run && <RunCard key={run.id} run={run} />}
          </div>
        ) : (
          <p className={classes.hint}>
            Nothing has been run yet. Press Run: the recipe and its numbers appear here, and are still here
            after a reload. A log exported elsewhere can be imported.
          </p>
        )}
      </Panel>
      {log.length > 0 && (
        <>
          <ComparedRuns log={log} />
          <LogChart log={log} selected={selected} onSelect={setSelected} />
        </>
      )}
    </div>
  );
}

const idOf = ({ id }: LogEntry): string => id;

interface LogTableProps {
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
