import type { AutopilotProgress, MeasuredRecipe } from "#protocol/autopilot.ts";

type Phase = AutopilotProgress["phase"];

interface PhaseState {
  total: number;
  done: number;
  elapsedMs: number;
  /** Steps that took time; the others were known. */
  timed: number;
  /** Cost of a step in evaluations, until it has been measured. */
  guess: number;
}

/** Steps that a phase usually takes, and the cost of each in evaluations until it is measured. */
const USUAL: Record<Phase, { total: number; guess: number }> = {
  uniform: { total: 12, guess: 1 },
  sensitivity: { total: 30, guess: 0.3 },
  search: { total: 12, guess: 1.2 },
  corrections: { total: 10, guess: 2 },
  latency: { total: 10, guess: 1 },
};
/** At most so many reports a second that carry nothing but the time. */
const MIN_INTERVAL_MS = 200;

/** Reports how far a search has come, and estimates the time left from the cost of the steps so far. */
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

  /** Ends the current phase and begins another of at most so many steps. */
  enter(phase: Phase, total: number): void {
    const left = this.#phases[this.#current];
    if (phase !== this.#current) left.total = left.done;
    this.#current = phase;
    this.#phases[phase].total = total;
    this.#stepStart = performance.now();
    this.#emit([]);
  }

  /** Counts one step of the current phase; it cost nothing where its result was known. */
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

  /** Estimated from the cost of the steps of the first phase that took time, and from their guessed cost. */
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
