import type { Recipe } from "#experiment/recipe.ts";
import type { SweepDirection, SweepProgress, SweepResult, SweepRow } from "#protocol/sensitivity.ts";
import type { SliceCreator } from "../lab-state.ts";
import { sameMaterial, sameRecipe } from "../recipe/same-experiment.ts";
import { busyWith, withNewest } from "./tasks-slice.ts";

/** Sweeps remembered, of either direction. */
const REMEMBERED = 24;

export interface SweepSlice {
  sweepDirection: SweepDirection;
  /** Those of this visit, the one worked on last at the end. */
  sweeps: SweepRecord[];
  setSweepDirection: (direction: SweepDirection) => void;
  /** Sweeps the recipe in the chosen direction, or goes on where that was cut short. */
  sweep: () => Promise<void>;
}

export const createSweepSlice: SliceCreator<SweepSlice> = (set, get) => ({
  sweepDirection: "only",
  sweeps: [],
  setSweepDirection: (sweepDirection) => set({ sweepDirection }),

  sweep: async () => {
    const { recipe, sweepDirection: direction, sweeps } = get();
    if (!recipe || busyWith(get())) return;
    let record = sweeps.find((each) => isSweepOf(each, recipe, direction)) ?? emptySweep(recipe, direction);
    const { rows: known, total } = record;
    const remember = (next: SweepRecord) => {
      set({ sweeps: withNewest(get().sweeps, record, next, REMEMBERED) });
      record = next;
    };
    remember(record);
    await get().startTask("sweep", {
      kind: "sensitivity.sweep",
      payload: { recipe, direction, known },
      progress: { done: known.length, total: total ?? 0, remainingMs: null },
      onProgress: (reports) => {
        const { done, total, remainingMs } = reports[reports.length - 1];
        remember(reports.reduce(withProgress, record));
        return { done, total, remainingMs };
      },
      onResult: (result) => remember(withResult(record, result, known.length)),
    });
  },
});

/** What is known of one recipe in one direction: all of it, or what there was when the sweep was cut short. */
export interface SweepRecord extends Pick<SweepProgress, "fp32" | "whole"> {
  recipe: Recipe;
  direction: SweepDirection;
  /** In the order in which they were found; when complete, in that of the graph. */
  rows: SweepRow[];
  /** Layers in all; null until the worker has counted them. */
  total: number | null;
  /** Null until the sweep is complete. What it took is known where it was done in one go. */
  finished: { pictures: number; cost: Pick<SweepResult, "elapsedMs" | "evaluationMs"> | null } | null;
}

const emptySweep = (recipe: Recipe, direction: SweepDirection): SweepRecord => ({
  recipe,
  direction,
  rows: [],
  total: null,
  fp32: null,
  whole: null,
  finished: null,
});

function withProgress(record: SweepRecord, progress: SweepProgress): SweepRecord {
  const rows = new Map([...record.rows, ...progress.rows].map((row) => [row.layer, row]));
  return {
    ...record,
    rows: [...rows.values()],
    total: progress.total,
    fp32: progress.fp32 ?? record.fp32,
    whole: progress.whole ?? record.whole,
  };
}

/** The sweep completed by a call that was given `known` rows. */
function withResult(record: SweepRecord, result: SweepResult, known: number): SweepRecord {
  const { rows, fp32, whole, pictures, elapsedMs, evaluationMs } = result;
  const cost = known > 0 ? null : { elapsedMs, evaluationMs };
  return { ...record, rows, total: rows.length, fp32, whole, finished: { pictures, cost } };
}

export const isSweepOf = (record: SweepRecord, recipe: Recipe, direction: SweepDirection): boolean =>
  record.direction === direction && sameRecipe(record.recipe, recipe);

/**
 * The sweep to show: that of the recipe, else the newest of the same model and images, whose ranking still says
 * something. Null where there is none.
 */
export function shownSweep(
  sweeps: readonly SweepRecord[],
  recipe: Recipe | null,
  direction: SweepDirection,
): SweepRecord | null {
  if (!recipe) return null;
  return (
    sweeps.findLast((record) => isSweepOf(record, recipe, direction)) ??
    sweeps.findLast((record) => record.direction === direction && sameMaterial(record.recipe, recipe)) ??
    null
  );
}
