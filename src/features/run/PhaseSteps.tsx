import { type Phase, phaseEntry } from "#experiment/phases.ts";
import type { PhaseProgress } from "#store/run/run-progress.ts";
import { formatDuration } from "#words/format.ts";
import classes from "./PhaseSteps.module.css";

export interface PhaseStepsProps {
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
export function PhaseSteps({ all, phases, running }: PhaseStepsProps) {
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
