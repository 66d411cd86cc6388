import { PHASE_IDS, type Phase } from "#experiment/phases.ts";
import { recordOf } from "#numerics/registry.ts";
import type { RunProgress } from "#protocol/messages.ts";
import type { PhaseClock } from "../phase-clock.ts";

/** A clock that can take off work that was done before. */
export interface RunPhaseClock extends PhaseClock {
  /** Takes `units` off the current phase: an earlier run has done them. */
  skip(units: number): void;
}

interface PhaseState {
  total: number;
  done: number;
  elapsedMs: number;
  /** Cost of one unit relative to one FP32 image, until it has been measured. */
  guess: number;
}

/** No more than this many progress messages a second reach the page. */
const MIN_INTERVAL_MS = 100;

/**
 * Measures the time of a run's phases and estimates what is left: the units still to do in each phase times its
 * measured cost per unit, or times its guessed multiple of an FP32 image where nothing is measured yet.
 */
export class RunClock implements RunPhaseClock {
  readonly #phases = new Map<Phase, PhaseState>();
  readonly #report: (progress: RunProgress) => void;
  #current: Phase = "prepare";
  #enteredAt = performance.now();
  #reportedAt = 0;

  constructor(report: (progress: RunProgress) => void) {
    this.#report = report;
    for (const phase of PHASE_IDS) this.#phases.set(phase, { total: 0, done: 0, elapsedMs: 0, guess: 1 });
    this.#emit(true);
  }

  plan(phase: Phase, total: number, guess?: number): void {
    const state = this.#state(phase);
    state.total = total;
    state.guess = guess ?? state.guess;
  }

  /**
   * The clock for one of several settings that share the run: it adds its own plans for a phase to those of the
   * others.
   */
  shared(): RunPhaseClock {
    const planned = new Map<Phase, number>();
    return {
      plan: (phase, total, guess) => {
        this.plan(phase, this.#state(phase).total + total - (planned.get(phase) ?? 0), guess);
        planned.set(phase, total);
      },
      enter: (phase) => this.enter(phase),
      advance: (units) => this.advance(units),
      skip: (units) => this.skip(units),
    };
  }

  /** Leaves the current phase, reporting where it ended, for another. */
  enter(phase: Phase): void {
    this.#account();
    this.#emit(true);
    this.#current = phase;
    this.#emit(true);
  }

  /** Counts `units` of the current phase as done. */
  advance(units: number): void {
    this.#state(this.#current).done += units;
    this.#account();
    this.#emit(false);
  }

  skip(units: number): void {
    this.#state(this.#current).total -= units;
  }

  /** Wall-clock time spent in each phase so far, in milliseconds. */
  phaseMs(): Record<Phase, number> {
    this.#account();
    return recordOf(PHASE_IDS, (phase) => this.#state(phase).elapsedMs);
  }

  #state(phase: Phase): PhaseState {
    const state = this.#phases.get(phase);
    if (!state) throw new Error(`no phase ${phase}`);
    return state;
  }

  #account(): void {
    const now = performance.now();
    this.#state(this.#current).elapsedMs += now - this.#enteredAt;
    this.#enteredAt = now;
  }

  #remainingMs(): number | null {
    const baseline = this.#state("baseline");
    const evaluate = this.#state("evaluate");
    const measured = baseline.done > 0 ? baseline : evaluate.done > 0 ? evaluate : null;
    if (!measured) return null;
    const fp32UnitMs = measured.elapsedMs / measured.done / measured.guess;
    let remaining = 0;
    for (const state of this.#phases.values()) {
      const unitMs = state.done > 0 ? state.elapsedMs / state.done : state.guess * fp32UnitMs;
      remaining += Math.max(0, state.total - state.done) * unitMs;
    }
    return remaining;
  }

  #emit(force: boolean): void {
    const now = performance.now();
    if (!force && now - this.#reportedAt < MIN_INTERVAL_MS) return;
    this.#reportedAt = now;
    const { done, total } = this.#state(this.#current);
    this.#report({ kind: "phase", phase: this.#current, done, total, remainingMs: this.#remainingMs() });
  }
}
