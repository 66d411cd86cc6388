import { Button, FileButton, Group } from "@mantine/core";
import { useRef, useState } from "react";
import { csvText } from "#charts/export/csv-text.ts";
import { logFile } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { FailureNotice } from "#ui/notice/FailureNotice.tsx";
import { saveFile } from "#ui/save-file.ts";
import { formatCounted } from "#words/format.ts";
import classes from "./LogActions.module.css";
import { logTable } from "./log-table.ts";

const importedText = (count: number): string =>
  count === 0 ? "Nothing new: all of its runs are here" : `${formatCounted(count, "run")} imported`;

/** What can be done with the log as a whole. */
export function LogActions() {
  const { log, deleted, importLog, undoDeleteRuns } = useLab((state) => ({
    log: state.log,
    deleted: state.deletedRuns.length,
    importLog: state.importLog,
    undoDeleteRuns: state.undoDeleteRuns,
  }));
  const [imported, setImported] = useState<number | null>(null);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const resetImport = useRef<() => void>(null);
  const exportCsv = async () => {
    const { fields, data } = logTable(log);
    setFailed(null);
    try {
      saveFile("experiments.csv", [await csvText(fields, data)], "text/csv");
    } catch (error) {
      setFailed({ error });
    }
  };
  const isEmpty = log.length === 0;
  const button = { size: "xs", variant: "default" };
  return (
    <Group gap="xs">
      <span className={classes.said} aria-live="polite">
        {imported !== null && importedText(imported)}
      </span>
      {deleted > 0 && (
        <Button {...button} onClick={() => void undoDeleteRuns()}>
          Undo delete
        </Button>
      )}
      <FileButton
        accept="application/json,.json"
        inputProps={{ "aria-label": "Log file" }}
        resetRef={resetImport}
        onChange={(file) => {
          if (!file) return;
          setImported(null);
          // Without it the same file, mended, could not be chosen again.
          void importLog(file).then((count) => {
            setImported(count);
            resetImport.current?.();
          });
        }}
      >
        {(props) => (
          <Button {...button} {...props}>
            Import
          </Button>
        )}
      </FileButton>
      <Button
        {...button}
        disabled={isEmpty}
        onClick={() => saveFile("experiments.json", [logFile(log)], "application/json")}
      >
        Export JSON
      </Button>
      <Button {...button} disabled={isEmpty} onClick={() => void exportCsv()}>
        Export CSV
      </Button>
      {failed && (
        <FailureNotice
          error={failed.error}
          kept="No file was saved; the log is still there."
          action={{ label: "Try again", onClick: () => void exportCsv() }}
          onDismiss={() => setFailed(null)}
        />
      )}
    </Group>
  );
}
