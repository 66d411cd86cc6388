import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import classes from "./TaskControls.module.css";

export interface TaskControlsProps {
  running: boolean;
  /** On the button while it does not run. */
  start: string;
  cancel: string;
  /** Why it cannot be started; null where it can. */
  reason: string | null;
  onStart: () => void;
  onCancel: () => void;
}

/** One button in one place: it starts, and while under way cancels. */
export function TaskControls({ running, start, cancel, reason, onStart, onCancel }: TaskControlsProps) {
  const Icon = running ? IconPlayerStopFilled : IconPlayerPlayFilled;
  return (
    <div className={classes.controls}>
      <Button
        className={classes.button}
        size="sm"
        variant={running ? "default" : "filled"}
        disabled={!running && reason !== null}
        leftSection={<Icon size={14} aria-hidden />}
        onClick={running ? onCancel : onStart}
      >
        {running ? cancel : start}
      </Button>
      {!running && reason && <p className={classes.reason}>{reason}</p>}
    </div>
  );
}
