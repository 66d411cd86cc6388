import { Progress } from "@mantine/core";
import { formatDuration } from "#words/format.ts";
import classes from "./TaskProgress.module.css";

export interface TaskProgressProps {
  label: string;
  /** Null while nothing is under way; the line keeps its place. */
  progress: { done: number; total: number; remainingMs: number | null } | null;
  /** How far, in words. */
  text: string;
}

/** A bar and a line that are always there, so that nothing moves when it starts or ends. */
export function TaskProgress({ label, progress, text }: TaskProgressProps) {
  const share = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
  const left = progress?.remainingMs == null ? "" : `, about ${formatDuration(progress.remainingMs)} left`;
  return (
    <div className={classes.progress}>
      <Progress
        className={classes.bar}
        value={share * 100}
        size={4}
        aria-label={label}
        data-idle={progress === null || undefined}
        transitionDuration={100}
      />
      <p className={classes.text}>
        {text}
        {progress && left}
      </p>
    </div>
  );
}
