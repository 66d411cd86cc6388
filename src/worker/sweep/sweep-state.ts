import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Flip } from "#experiment/result.ts";
import type { SweepDirection, SweepRow, SweepWhole } from "#protocol/sensitivity.ts";
import type { Score } from "#statistics/statistics.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";

/** The recipe as it is, with every layer. */
export interface MeasuredWhole {
  fp32: { top1: Score };
  whole: SweepWhole;
  flips: readonly Flip[];
  /** Evaluation images that can be read. */
  pictures: number;
  /** Of the quickest batch, by item. */
  itemMs: number;
  evaluationMs: number;
}

/** What has been measured of one recipe. */
export interface SweepState {
  whole: MeasuredWhole | null;
  /** Layers that are quantized, in the order of the graph; null until the recipe has been built. */
  layers: string[] | null;
  rows: Record<SweepDirection, Map<string, SweepRow>>;
}

/** Recipes whose rows are kept. */
const MAX_RECIPES = 6;

/** By the images and the model that they were found with, and with these forgotten; then by recipe, the one asked for last at the end. */
const STATES = new WeakMap<LoadedData, WeakMap<LoadedModel, Map<string, SweepState>>>();

/** What earlier sweeps have measured of a recipe, to be extended: an interrupted sweep goes on from there. */
export function sweepState(model: LoadedModel, data: LoadedData, recipe: Recipe): SweepState {
  const models = STATES.get(data) ?? new WeakMap<LoadedModel, Map<string, SweepState>>();
  STATES.set(data, models);
  const states = models.get(model) ?? new Map<string, SweepState>();
  models.set(model, states);
  // Classes that were given names since may be numbered from elsewhere.
  const key = canonicalJson([recipe, data.classCount]);
  const state = states.get(key) ?? {
    whole: null,
    layers: null,
    rows: { only: new Map(), "all-but": new Map() },
  };
  states.delete(key);
  states.set(key, state);
  const [oldest] = states.keys();
  if (states.size > MAX_RECIPES) states.delete(oldest);
  return state;
}
