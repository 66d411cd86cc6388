import { useDeferredValue, useMemo, useState } from "react";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import { useLab } from "#store/lab-context.ts";
import { sameRecipe } from "#store/recipe/same-experiment.ts";
import type { NetworkErrorsRecord } from "#store/tasks/network-errors-slice.ts";
import { shownNetworkErrors } from "#store/tasks/network-errors-slice.ts";
import { useTask } from "#store/tasks/use-task.ts";
import { Help } from "#ui/Help.tsx";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { TaskControls } from "#ui/notice/TaskControls.tsx";
import { TaskProgress } from "#ui/notice/TaskProgress.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatCounted, formatDuration } from "#words/format.ts";
import { errorEntry, partShares } from "./error-entry.ts";
import classes from "./NetworkErrorsPanel.module.css";
import { NetworkErrorsResults } from "./NetworkErrorsResults.tsx";

const HELP =
  "Isolated: this layer alone is quantized and reads what it reads in FP32, so that the error is its own.\n\nAccumulated: the whole network is quantized, so that the error of every layer before is in what the layer reads.\n\nWeights: only the weights and biases are rounded. Activations: only the tensors between the layers are. In dynamic mode these are what the layers read; in weight-only mode there are none.\n\nWhere the accumulated line falls away from the isolated one, the layer suffers from what comes before it, not from its own rounding. A layer kept in FP32 has no error of its own.\n\nNoise power is counted relative to the power of what it is in, as SQNR does. By the layer that is named half of it is there: from there on it is never less than half of what it is at the last layer.";

/** How the error comes and grows from layer to layer, of each layer alone and of the network up to it. */
export function NetworkErrorsPanel() {
  const { recipe, records, measure } = useLab((state) => ({
    recipe: state.recipe,
    records: state.networkErrors,
    measure: state.measureNetworkErrors,
  }));
  const { progress, failure, isRunning: running, reason, cancel, dismissFailure } = useTask("errors");
  const [part, setPart] = useState<QuantizedPart>("both");
  const record = useDeferredValue(useMemo(() => shownNetworkErrors(records, recipe), [records, recipe]));
  const isOwn = recipe !== null && record !== null && sameRecipe(record.recipe, recipe);
  const isCut = isOwn && record.elapsedMs === null && record.errors !== null;
  const isDone = isOwn && record.elapsedMs !== null;
  const errors = record?.errors ?? null;
  const answer = useMemo(() => (errors ? errorEntry(errors, part) : ""), [errors, part]);
  const shares = errors ? partShares(errors) : "";
  return (
    <Panel
      title="Error through the network"
      note={
        answer ? (
          <span className={classes.answer} aria-live={running ? "off" : "polite"}>
            {answer}
          </span>
        ) : (
          "Where the error comes in and where it only passes through: every layer alone against every layer with all others."
        )
      }
      aside={<Help about="the error through the network">{HELP}</Help>}
    >
      <div className={classes.body}>
        <TaskControls
          running={running}
          start={isCut ? "Resume measuring" : "Measure layers"}
          cancel="Cancel measuring"
          reason={reason ?? (isDone ? "This recipe has been measured." : null)}
          onStart={() => void measure()}
          onCancel={cancel}
        />
        <TaskProgress
          label="Progress of measuring the layers"
          progress={progress}
          text={progressText(record, progress, isOwn)}
        />
        {failure && (
          <ErrorNotice
            {...failure}
            kept={
              errors
                ? "What was measured so far is kept, and the results of the run are untouched."
                : "The results of the run are untouched."
            }
            onDismiss={dismissFailure}
          />
        )}
        {shares && <p className={classes.hint}>{shares}</p>}
        {errors || running ? (
          <NetworkErrorsResults
            errors={errors}
            state={running ? "running" : record?.elapsedMs === null ? "cut" : "done"}
            part={part}
            onPart={setPart}
          />
        ) : (
          <p className={classes.hint}>
            Press <strong>Measure layers</strong>: the first evaluation pictures go through the network with
            its weights, its activations and both quantized, and through every layer alone. That takes a few
            seconds; no run is needed before.
          </p>
        )}
      </div>
    </Panel>
  );
}

function progressText(
  record: NetworkErrorsRecord | null,
  progress: { done: number; total: number } | null,
  isOwn: boolean,
): string {
  if (progress)
    return progress.total > 0
      ? `${formatCount(progress.done)} of ${formatCount(progress.total)} pictures through the networks`
      : "Preparing: the model is calibrated and quantized where it has not been yet";
  if (!record?.errors) return "";
  const { errors, elapsedMs } = record;
  if (!isOwn) return "Measured before the recipe was changed. Measure again to see the recipe as it is.";
  if (elapsedMs === null) return "Cut short; what was found stays.";
  return `${formatCounted(errors.layers.length, "layer")} on ${formatCounted(errors.pictures, "picture")} in ${formatDuration(elapsedMs)}.`;
}
