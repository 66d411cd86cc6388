import { Button, Progress, Text } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import classes from "./DiagnosisTab.module.css";

/** How far the worker has looked at the run, and why it has not; nothing once it has. */
export function CheckState() {
  const { progress, failure, canCheck, isChecked, checkRun } = useLab((state) => ({
    progress: state.tasks.check.progress,
    failure: state.tasks.check.failure,
    canCheck: state.tasks.run.status !== "running" && isOfLoaded(state.latest, state),
    isChecked: state.checkedRun !== null && state.checkedRun.record === state.latest,
    checkRun: state.checkRun,
  }));
  if (progress)
    return (
      <div className={classes.state}>
        <Text size="sm">Looking at the run: activations of calibration against evaluation pictures.</Text>
        <Progress
          className={classes.bar}
          size="sm"
          value={progress.total > 0 ? (100 * progress.done) / progress.total : 0}
          aria-label="Pictures looked at"
        />
      </div>
    );
  if (isChecked) return null;
  return (
    <div className={classes.state}>
      <Text size="sm">
        {failure
          ? `A closer look at the run failed: ${errorMessage(failure.code, failure.details).title}. The other checks stand.`
          : canCheck
            ? "Pictures, ranges and weights of this run have not been looked at."
            : "Pictures, ranges and weights of this run cannot be looked at: its model or images are not loaded, or a run is under way."}
      </Text>
      {canCheck && (
        <Button size="xs" variant="default" onClick={() => void checkRun()}>
          {failure ? "Try again" : "Look at it now"}
        </Button>
      )}
    </div>
  );
}
