import { Progress } from "@mantine/core";
import { type Phase, phaseEntry, phasesOf } from "#experiment/phases.ts";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import type { LiveRun, PhaseProgress } from "#store/run/run-progress.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import type { Loading } from "#store/workspace/workspace-slice.ts";
import { formatBytes, formatCount, formatDuration } from "#words/format.ts";
import classes from "./RunStatus.module.css";

/** One line under the header: the phase, how far, how long still. Always there, so nothing moves. */
export function RunStatus() {
  const { status, live, recipe, loading, totalMs } = useLab((state) => ({
    loading: state.loading,
    recipe: state.recipe,
    status: statusText(state),
    live: state.live,
    totalMs: state.latest ? sum(Object.values(state.latest.result.phaseMs)) : null,
  }));
  const runStatus = useLab((state) => state.tasks.run.status);
  const running = runStatus === "running";
  const otherTask = useLab(otherTaskText);
  const all = phasesOf(live.recipe ?? recipe);
  const share = running
    ? runShare(live.phases, all)
    : loading
      ? loadedShare(loading)
      : runStatus === "done"
        ? 1
        : 0;
  return (
    <div className={classes.strip}>
      <div className={classes.words}>
        {/* Only the phase is announced; the numbers beside it change too often to be read out. */}
        <div role="status" className={classes.status} data-status={runStatus}>
          {status}
        </div>
        <div className={classes.time}>
          {running && progressText(live)}
          {!running && loading && loadingText(loading)}
          {!loading && otherTask}
          {!otherTask && status === "Done" && totalMs !== null && `in ${formatDuration(totalMs)}`}
          {!otherTask && runStatus === "cancelled" && totalMs !== null && "The results of the last run stay."}
        </div>
        <PhaseSteps all={all} phases={live.phases} running={running} />
      </div>
      <Progress
        className={classes.bar}
        value={share * 100}
        size={3}
        radius={0}
        transitionDuration={100}
        aria-label={loading && !running ? "Progress of loading" : "Progress of the run"}
      />
    </div>
  );
}

const loadedShare = ({ loadedBytes, totalBytes }: Loading): number =>
  totalBytes ? Math.min(1, loadedBytes / totalBytes) : 0;

const loadingText = ({ loadedBytes, totalBytes }: Loading): string => {
  if (loadedBytes === 0) return "";
  return totalBytes ? `${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}` : formatBytes(loadedBytes);
};

/** How far within the phase, and how long the whole run still takes. */
function progressText({ phases, remainingMs }: LiveRun): string {
  const current = phases.at(-1);
  const unit = current && phaseEntry(current.phase).unit;
  const count =
    current && unit ? `${formatCount(current.done)} of ${formatCount(current.total)} ${unit}` : null;
  const left = remainingMs === null ? null : `about ${formatDuration(remainingMs)} left`;
  return [count, left].filter((part) => part !== null).join(", ");
}

/** What else than a run keeps the lab busy, and how long still; null while nothing does. */
function otherTaskText(state: LabState): string | null {
  const task = busyWith(state);
  if (task === null || task.id === "run") return null;
  const remainingMs = state.tasks[task.id].progress?.remainingMs ?? null;
  const left = remainingMs === null ? "" : `, about ${formatDuration(remainingMs)} left`;
  return `${task.name} is under way${left}`;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

interface PhaseStepsProps {
  /** Those that the run goes through. */
  all: Phase[];
  /** Those that it has reached. */
  phases: PhaseProgress[];
  running: boolean;
}

/**
 * The phases of a run in a row: those behind it with their time, or that an earlier run's results served, the
 * current one with its share.
 */
function PhaseSteps({ all, phases, running }: PhaseStepsProps) {
  const last = phases.at(-1)?.phase;
  const current = running ? last : undefined;
  const reached = last === undefined ? -1 : all.indexOf(last);
  return (
    <ol className={classes.steps} aria-label="Phases of the run">
      {all.map((phase, place) => {
        const progress = phases.find((each) => each.phase === phase);
        const state = phase === current ? "current" : place <= reached ? "done" : "ahead";
        return (
          <li
            key={phase}
            className={classes.step}
            data-state={state}
            aria-current={phase === current && "step"}
          >
            {phaseEntry(phase).short}
            <span className={classes.number}>
              {progress ? detail(progress, state) : place < reached && "reused"}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function detail({ done, total, startedAt, updatedAt }: PhaseProgress, state: string): string {
  if (state === "done") return formatDuration(updatedAt - startedAt);
  return total > 0 ? `${Math.round((done / total) * 100)}\u00a0%` : "";
}

/** How much of a run is done, every phase counted alike: a bar that never goes back. */
function runShare(phases: PhaseProgress[], all: Phase[]): number {
  const current = phases.at(-1);
  if (!current) return 0;
  const within = current.total > 0 ? Math.min(1, current.done / current.total) : 0;
  return (Math.max(0, all.indexOf(current.phase)) + within) / all.length;
}

type Told = Pick<LabState, "tasks" | "live" | "loading" | "recipe" | "model" | "data" | "workspaceFailure">;

/** The words of the status region: the phase of a run, else what the lab is waiting for. */
function statusText({ tasks, live, loading, recipe, model, data, workspaceFailure }: Told): string {
  if (tasks.run.status === "running") {
    const phase = live.phases.at(-1);
    return phase ? phaseEntry(phase.phase).long : "Starting";
  }
  if (loading) return `Loading ${loading.what === "model" ? "model" : "images"} ${loading.name}`;
  if (workspaceFailure) return `Could not load ${workspaceFailure.name}`;
  switch (tasks.run.status) {
    case "done":
      return "Done";
    case "cancelled":
      return "Cancelled";
    case "failed":
      return "Failed";
    case "idle":
      if (recipe && data && model) return "Ready";
      return recipe === null ? "Starting" : "Waiting for a model and images";
  }
}
