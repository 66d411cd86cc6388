import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import classes from "./RunControls.module.css";

/** Both buttons stay in place, so that neither moves under the pointer. */
export function RunControls() {
  const { busy, loading, ready, run, cancelTask, cancelLoading } = useLab((state) => ({
    busy: busyWith(state),
    loading: state.loading !== null,
    ready: state.recipe !== null && state.model !== null && state.data !== null && state.loading === null,
    run: state.run,
    cancelTask: state.cancelTask,
    cancelLoading: state.cancelLoading,
  }));
  return (
    <div className={classes.controls}>
      <Button
        variant="default"
        disabled={!busy && !loading}
        leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
        onClick={busy ? () => void cancelTask(busy.id) : cancelLoading}
      >
        Cancel
      </Button>
      <Button
        data-tour="run"
        disabled={busy !== null || !ready}
        title={
          busy && busy.id !== "run" ? `${busy.name} is under way: wait for it, or cancel it.` : undefined
        }
        leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
        onClick={() => void run()}
      >
        Run
      </Button>
    </div>
  );
}
