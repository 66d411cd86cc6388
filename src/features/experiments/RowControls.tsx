import { ActionIcon, Checkbox } from "@mantine/core";
import { IconPin, IconPinFilled } from "@tabler/icons-react";
import type { LogEntry } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { runName } from "./run-words.ts";

/** Whether a run stands in the comparison. */
export function CompareBox({ run }: { run: LogEntry }) {
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
export function PinButton({ run }: { run: LogEntry }) {
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
