import type { SweepDirection, SweepProgress } from "#protocol/sensitivity.ts";
import type { Failure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { busyWith } from "./busy.ts";
import { longCall } from "./long-call.ts";
import type { SweepRecord } from "./sweep-record.ts";
import { emptySweep, isSweepOf, withProgress, withResult } from "./sweep-record.ts";

/** Sweeps remembered, of either direction. */
const REMEMBERED = 24;

export interface SweepSlice {
  sweepDirection: SweepDirection;
  /** Those of this visit, the one worked on last at the end. */
  sweeps: SweepRecord[];
  /** Null while none is under way. */
  sweepProgress: Pick<SweepProgress, "done" | "total" | "remainingMs"> | null;
  sweepFailure: Failure | null;
  setSweepDirection: (direction: SweepDirection) => void;
  /** Sweeps the recipe in the chosen direction, or goes on where that was cut short. */
  sweep: () => Promise<void>;
  /** What was found stays. */
  cancelSweep: () => void;
  dismissSweepFailure: () => void;
}

export const createSweepSlice =
  (services: LabServices): SliceCreator<SweepSlice> =>
  (set, get, api) => {
    let controller: AbortController | null = null;

    return {
      sweepDirection: "only",
      sweeps: [],
      sweepProgress: null,
      sweepFailure: null,

      setSweepDirection: (sweepDirection) => set({ sweepDirection }),

      sweep: async () => {
        const { recipe, sweepDirection: direction, sweeps } = get();
        if (!recipe || busyWith(get())) return;
        const before = sweeps.find((record) => isSweepOf(record, recipe, direction));
        let record = before ?? emptySweep(recipe, direction);
        const { rows: known, total } = record;
        const remember = (next: SweepRecord) => {
          const others = get().sweeps.filter((each) => each !== record);
          set({ sweeps: [...others, next].slice(-REMEMBERED) });
          record = next;
        };
        controller = new AbortController();
        set({
          sweepProgress: { done: known.length, total: total ?? 0, remainingMs: null },
          sweepFailure: null,
        });
        remember(record);
        await longCall(services, api, controller, {
          kind: "sensitivity.sweep",
          payload: { recipe, direction, known },
          onProgress: (reports) => {
            const { done, total, remainingMs } = reports[reports.length - 1];
            remember(reports.reduce(withProgress, record));
            set({ sweepProgress: { done, total, remainingMs } });
          },
          onResult: (result) => remember(withResult(record, result, known.length)),
          onFailure: (sweepFailure) => set({ sweepFailure }),
        });
        controller = null;
        set({ sweepProgress: null });
      },

      cancelSweep: () => controller?.abort(),
      dismissSweepFailure: () => set({ sweepFailure: null }),
    };
  };
