import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { busyWith, LONG_TASK_NAMES } from "#store/tasks/busy.ts";
import classes from "./RunControls.module.css";

/** Both buttons stay in place, so that neither moves under the pointer. */
export function RunControls() {
  const { busy, loading, ready, run, cancelTask, cancelLoading } = useLab((state) => ({
    busy: busyWith(state),
    loading: state.loading !== null,
    ready: state.recipe !== null && state.model !== null && state.data !== null && state.loading === null,
    run: state.run,
    cancelTask: cancelOf(state),
    cancelLoading: state.cancelLoading,
  }));
  return (
    <div className={classes.controls}>
      <Button
        variant="default"
        disabled={!busy && !loading}
        leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
        onClick={busy ? cancelTask : cancelLoading}
      >
        Cancel
      </Button>
      <Button
        data-tour="run"
        disabled={busy !== null || !ready}
        title={
          busy && busy !== "run"
            ? `${LONG_TASK_NAMES[busy]} is under way: wait for it, or cancel it.`
            : undefined
        }
        leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
        onClick={() => void run()}
      >
        Run
      </Button>
    </div>
  );
}

/** Ends whatever the worker is at. */
function cancelOf(state: LabState): () => void {
  switch (busyWith(state)) {
    case "sweep":
      return state.cancelSweep;
    case "search":
      return state.cancelSearch;
    case "errors":
      return state.cancelNetworkErrors;
    case "timing":
      return state.cancelColdTiming;
    default:
      return state.cancel;
  }
}
