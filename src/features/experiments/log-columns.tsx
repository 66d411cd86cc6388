import { ActionIcon, Checkbox } from "@mantine/core";
import { IconPin, IconPinFilled } from "@tabler/icons-react";
import type { LogEntry } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import type { TableColumn } from "#ui/data-table/table-column.ts";
import { formatBytes, formatDecibelsCell, formatMs, formatPercent, formatPoints } from "#words/format.ts";
import { baseline, runName, shortTimeText, timeText } from "./run-words.ts";

type Column = TableColumn<LogEntry>;

const number = (
  key: string,
  heading: string,
  group: string,
  width: number,
  value: (run: LogEntry) => number | null,
  format: (value: number) => string,
): Column => ({
  ...{ key, heading, group, width, value },
  text: (run) => {
    const known = value(run);
    return known === null ? "–" : format(known);
  },
});

const share = ({ correct, total }: { correct: number; total: number }): number | null =>
  total > 0 ? correct / total : null;

const difference = (run: LogEntry): number | null => {
  const [before, after] = [baseline(run), share(run.quantized.top1)];
  return before === null || after === null ? null : after - before;
};

export const LOG_COLUMNS: readonly Column[] = [
  {
    ...{ key: "compare", heading: "Compare", group: "Run", width: 72 },
    value: () => null,
    text: () => "",
    cell: (run) => <CompareBox run={run} />,
  },
  {
    ...{ key: "pinned", heading: "Pin", group: "Run", width: 48 },
    value: ({ pinned }) => (pinned ? 1 : 0),
    text: ({ pinned }) => (pinned ? "pinned" : ""),
    cell: (run) => <PinButton run={run} />,
  },
  {
    ...{ key: "name", heading: "Name", group: "Run", width: 228, isText: true },
    value: runName,
    text: runName,
    title: (run) => run.note || runName(run),
  },
  {
    ...{ key: "time", heading: "Finished", group: "Run", width: 104, isText: true },
    value: ({ finishedAt }) => finishedAt,
    text: shortTimeText,
    title: timeText,
  },
  number("fp32", "FP32", "Top-1", 62, baseline, formatPercent),
  number("top1", "Quantized", "Top-1", 80, ({ quantized }) => share(quantized.top1), formatPercent),
  number("difference", "Difference", "Top-1", 96, difference, formatPoints),
  number("agreement", "Agreement", "To FP32", 88, ({ agreement }) => share(agreement), formatPercent),
  number("sqnr", "SQNR", "To FP32", 68, ({ outputSqnrDb }) => outputSqnrDb, formatDecibelsCell),
  number("size", "Size", "Cost", 78, ({ quantized }) => quantized.sizeBytes, formatBytes),
  number("latency", "Latency", "Cost", 80, ({ quantized }) => quantized.latencyMs?.median ?? null, formatMs),
];

/** Whether a run stands in the comparison. */
function CompareBox({ run }: { run: LogEntry }) {
  const { isCompared, compareRun } = useLab((state) => ({
    isCompared: state.comparedRuns.includes(run.id),
    compareRun: state.compareRun,
  }));
  return (
    <Checkbox
      size="xs"
      aria-label={`Compare ${runName(run)}`}
      checked={isCompared}
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => compareRun(run.id, event.currentTarget.checked)}
    />
  );
}

/** A pinned run is never dropped for newer ones. */
function PinButton({ run }: { run: LogEntry }) {
  const editRun = useLab((state) => state.editRun);
  const Icon = run.pinned ? IconPinFilled : IconPin;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={`Pin ${runName(run)}`}
      aria-pressed={run.pinned}
      onClick={(event) => {
        event.stopPropagation();
        void editRun(run.id, { pinned: !run.pinned });
      }}
    >
      <Icon size={15} aria-hidden />
    </ActionIcon>
  );
}
