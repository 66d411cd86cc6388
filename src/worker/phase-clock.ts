import type { Phase } from "#experiment/phases.ts";

/** Who follows the phases of a piece of work. */
export interface PhaseClock {
  /** States how many units a phase has, and, where given, what one costs relative to one FP32 image. */
  plan(phase: Phase, total: number, guess?: number): void;
  /** Leaves the current phase for another. */
  enter(phase: Phase): void;
  /** Counts `units` of the current phase as done. */
  advance(units: number): void;
}

/** For work that nobody watches. */
export const UNWATCHED: PhaseClock = { plan: () => {}, enter: () => {}, advance: () => {} };
