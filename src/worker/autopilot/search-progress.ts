import type { AutopilotProgress, MeasuredRecipe } from "#protocol/autopilot.ts";

type Phase = AutopilotProgress["phase"];

interface PhaseState {
  total: number;
  done: number;
  elapsedMs: number;
  /** Steps that cost time; the others were known. */
  timed: number;
  /** Cost of a step in evaluations, until it has been measured. */
  guess: number;
}

/** Steps that a phase usually takes, and what each of them costs in evaluations, until that is known. */
const USUAL: Record<Phase, { total: number; guess: number }> = {
  uniform: { total: 12, guess: 1 },
  sensitivity: { total: 30, guess: 0.3 },
  search: { total: 12, guess: 1.2 },
  corrections: { total: 10, guess: 2 },
  latency: { total: 10, guess: 1 },
};
/** No more than this many reports a second that say nothing but the time. */
const MIN_INTERVAL_MS = 200;

/** Tells how far a search has come, and estimates what is left from what the steps so far have cost. */
export class SearchProgress {
  readonly #phases: Record<Phase, PhaseState>;
  #current: Phase = "uniform";
  #stepStart = performance.now();
  #reportedAt = 0;

  constructor(private readonly report: (progress: AutopilotProgress) => void) {
    const state = ({ total, guess }: (typeof USUAL)[Phase]) => ({
      ...{ total, guess, done: 0, elapsedMs: 0, timed: 0 },
    });
    this.#phases = {
      uniform: state(USUAL.uniform),
      sensitivity: state(USUAL.sensitivity),
      search: state(USUAL.search),
      corrections: state(USUAL.corrections),
      latency: state(USUAL.latency),
    };
  }

  /** Leaves the current phase for another, which has as many steps at most. */
  enter(phase: Phase, total: number): void {
    const left = this.#phases[this.#current];
    if (phase !== this.#current) left.total = left.done;
    this.#current = phase;
    this.#phases[phase].total = total;
    this.#stepStart = performance.now();
    this.#emit([]);
  }

  /** One step of the current phase is done; it cost nothing where its result was known. */
  step(points: MeasuredRecipe[], known = false): void {
    const state = this.#phases[this.#current];
    const now = performance.now();
    if (!known) {
      state.elapsedMs += now - this.#stepStart;
      state.timed++;
    }
    this.#stepStart = now;
    state.done++;
    state.total = Math.max(state.total, state.done);
    if (points.length > 0 || now - this.#reportedAt >= MIN_INTERVAL_MS) this.#emit(points);
  }

  /** Points that were known before. */
  begin(points: MeasuredRecipe[]): void {
    if (points.length > 0) this.#emit(points);
  }

  /** Within a step. */
  tick(): void {
    if (performance.now() - this.#reportedAt >= MIN_INTERVAL_MS) this.#emit([]);
  }

  /** By what the steps of the first phase that took time have cost, and their guess. */
  #evaluationMs(): number | null {
    const states = Object.values(this.#phases).filter(({ timed }) => timed > 0);
    const [first] = states;
    return first ? first.elapsedMs / first.timed / first.guess : null;
  }

  #remainingMs(): number | null {
    const evaluationMs = this.#evaluationMs();
    if (evaluationMs === null) return null;
    let remaining = this.#stepStart - performance.now();
    for (const { total, done, timed, elapsedMs, guess } of Object.values(this.#phases))
      remaining += (total - done) * (timed > 0 ? elapsedMs / timed : guess * evaluationMs);
    return Math.max(0, remaining);
  }

  #emit(points: MeasuredRecipe[]): void {
    this.#reportedAt = performance.now();
    const { done, total } = this.#phases[this.#current];
    this.report({ phase: this.#current, done, total, remainingMs: this.#remainingMs(), points });
  }
}
