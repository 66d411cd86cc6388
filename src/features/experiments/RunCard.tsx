import { Button, Group, Textarea, TextInput } from "@mantine/core";
import type { LogEntry } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { startReason } from "#store/tasks/tasks-slice.ts";
import classes from "./RunCard.module.css";
import { runName, timeText } from "./run-words.ts";

/** One run of the log: what the reader calls it and notes of it, and its recipe to go on from. */
export function RunCard({ run }: { run: LogEntry }) {
  const { editRun, deleteRuns, openExperiment, reason } = useLab((state) => ({
    editRun: state.editRun,
    deleteRuns: state.deleteRuns,
    openExperiment: state.openExperiment,
    reason: startReason(state, "run"),
  }));
  return (
    <section className={classes.card} aria-label={`Run ${runName(run)}`}>
      <p className={classes.about}>
        {run.modelName}, {timeText(run)}; Quantization Lab {run.lab}, {run.runtime}
        {run.origin && `; made by the guide: ${run.origin}`}
      </p>
      <div className={classes.words}>
        <TextInput
          label="Name"
          placeholder={runName({ ...run, name: "" })}
          defaultValue={run.name}
          maxLength={200}
          onBlur={(event) => void editRun(run.id, { name: event.currentTarget.value.trim() })}
        />
        <Textarea
          label="Note"
          placeholder="What you expected, what you saw"
          defaultValue={run.note}
          maxLength={10_000}
          rows={2}
          onBlur={(event) => void editRun(run.id, { note: event.currentTarget.value })}
        />
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={reason !== null}
          title={reason ?? undefined}
          onClick={() => void openExperiment({ recipe: run.recipe, view: {} })}
        >
          Load this recipe
        </Button>
        <Button size="xs" variant="default" onClick={() => void deleteRuns([run.id])}>
          Delete
        </Button>
      </Group>
    </section>
  );
}
