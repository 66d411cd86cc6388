import { Button, FileButton, Group } from "@mantine/core";
import { useRef, useState } from "react";
import { type CsvCell, csvText } from "#charts/export/csv-text.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import { type LogEntry, logFile } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { FailureNotice } from "#ui/notice/FailureNotice.tsx";
import { saveFile } from "#ui/save-file.ts";
import { formatCounted } from "#words/format.ts";
import classes from "./LogActions.module.css";
import { runName } from "./run-words.ts";

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

/** Columns that every run has; units are in their names. */
const MEASURES: Record<string, (run: LogEntry) => CsvCell> = {
  name: runName,
  note: ({ note }) => note,
  origin: ({ origin }) => origin ?? null,
  finishedAt: ({ finishedAt }) => new Date(finishedAt).toISOString(),
  fp32Correct: ({ fp32 }) => fp32.top1.correct,
  quantizedCorrect: ({ quantized }) => quantized.top1.correct,
  labelledPictures: ({ fp32 }) => fp32.top1.total,
  lost: ({ discordant }) => discordant?.lost ?? null,
  gained: ({ discordant }) => discordant?.gained ?? null,
  agreeing: ({ agreement }) => agreement.correct,
  compared: ({ agreement }) => agreement.total,
  outputSqnrDb: ({ outputSqnrDb }) => outputSqnrDb,
  fp32SizeBytes: ({ fp32 }) => fp32.sizeBytes,
  quantizedSizeBytes: ({ quantized }) => quantized.sizeBytes,
  fp32LatencyMs: ({ fp32 }) => fp32.latencyMs?.median ?? null,
  quantizedLatencyMs: ({ quantized }) => quantized.latencyMs?.median ?? null,
  fp32Backend: ({ fp32 }) => fp32.backend,
  quantizedBackend: ({ quantized }) => quantized.backend,
  runtime: ({ runtime }) => runtime,
};

/** The log as a table: its measures, then every option that any of its recipes has. */
function logTable(log: readonly LogEntry[]): { fields: string[]; data: CsvCell[][] } {
  const options = log.map(
    ({ recipe }) => new Map(recipeOptions(recipe).map((each) => [each.path, each.value])),
  );
  const paths = [...new Set(options.flatMap((each) => [...each.keys()]))];
  return {
    fields: [...Object.keys(MEASURES), ...paths],
    data: log.map((run, i) => [
      ...Object.values(MEASURES).map((measure) => measure(run)),
      ...paths.map((path) => options[i].get(path) ?? null),
    ]),
  };
}
