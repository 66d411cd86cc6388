import type { Phase } from "#experiment/phases.ts";
import type { Recipe, Setting } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import type { EvaluationSnapshot, RunProgress } from "#protocol/messages.ts";

export interface PhaseProgress {
  phase: Phase;
  done: number;
  total: number;
  /** When the page first and last heard of this phase, in milliseconds of `performance.now()`. */
  startedAt: number;
  updatedAt: number;
}

/** What a run has said so far. */
export interface LiveRun {
  /** What is being run; the recipe of the panel may have moved on. */
  recipe: Recipe | null;
  /** The second setting that is being run; null where there is none. */
  b: Setting | null;
  phases: PhaseProgress[];
  remainingMs: number | null;
  /** Where A stands. */
  snapshot: EvaluationSnapshot | null;
  /** Where B stands; null until it has been evaluated on the first images, and where there is none. */
  snapshotB: EvaluationSnapshot | null;
  notices: Notice[];
}

export const idleRun: LiveRun = {
  recipe: null,
  b: null,
  phases: [],
  remainingMs: null,
  snapshot: null,
  snapshotB: null,
  notices: [],
};

function withPhase(phases: PhaseProgress[], event: RunProgress & { kind: "phase" }, now: number) {
  const { phase, done, total } = event;
  const known = phases.find((each) => each.phase === phase);
  const next = { phase, done, total, startedAt: known?.startedAt ?? now, updatedAt: now };
  return known ? phases.map((each) => (each === known ? next : each)) : [...phases, next];
}

/** The state after one more progress message that arrived at `now`. */
export function advanced(live: LiveRun, event: RunProgress, now: number): LiveRun {
  switch (event.kind) {
    case "phase":
      return { ...live, phases: withPhase(live.phases, event, now), remainingMs: event.remainingMs };
    case "snapshot":
      return event.setting === "a"
        ? { ...live, snapshot: event.snapshot }
        : { ...live, snapshotB: event.snapshot };
    case "notice":
      return { ...live, notices: [...live.notices, { code: event.code, details: event.details }] };
  }
}
