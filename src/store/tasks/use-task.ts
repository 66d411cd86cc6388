import { useLab } from "../lab-context.ts";
import { startReason, type TaskId } from "./tasks-slice.ts";

/** A task as its panel shows it, with what the panel's buttons do to it. */
export function useTask<Id extends TaskId>(id: Id) {
  const { task, reason, cancelTask, dismissTaskFailure } = useLab((state) => ({
    task: state.tasks[id],
    reason: startReason(state, id),
    cancelTask: state.cancelTask,
    dismissTaskFailure: state.dismissTaskFailure,
  }));
  return {
    progress: task.progress,
    failure: task.failure,
    isRunning: task.status === "running",
    /** Why it cannot be started now; null where it can. */
    reason,
    cancel: () => void cancelTask(id),
    dismissFailure: () => dismissTaskFailure(id),
  };
}
