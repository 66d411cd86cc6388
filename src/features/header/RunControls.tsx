import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import classes from "./RunControls.module.css";

/** Both buttons stay in place, so that neither moves under the pointer. */
export function RunControls() {
  const { running, loading, ready, run, cancel, cancelLoading } = useLab((state) => ({
    running: state.runStatus === "running",
    loading: state.loading !== null,
    ready: state.recipe !== null && state.model !== null && state.data !== null && state.loading === null,
    run: state.run,
    cancel: state.cancel,
    cancelLoading: state.cancelLoading,
  }));
  return (
    <div className={classes.controls}>
      <Button
        variant="default"
        disabled={!running && !loading}
        leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
        onClick={running ? cancel : cancelLoading}
      >
        Cancel
      </Button>
      <Button
        disabled={running || !ready}
        leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
        onClick={() => void run()}
      >
        Run
      </Button>
    </div>
  );
}
