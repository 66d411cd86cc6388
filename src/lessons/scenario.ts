import { accuracyObstacle, isSameSource } from "#experiment/outcomes/comparable.ts";
import { pairedRuns } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { type RecipeChange, recipeDiff } from "#experiment/recipe-diff.ts";
import type { Flip } from "#experiment/result.ts";
import { type PairedTest, pairedTest } from "#statistics/paired-test.ts";
import type { Score } from "#statistics/statistics.ts";

export type ScenarioId =
  | "per-tensor"
  | "dark"
  | "two-classes"
  | "eight-pictures"
  | "outliers"
  | "no-groups"
  | "sensitive-head"
  | "no-data"
  | "blurred"
  | "cold-timing";

/** What is told of an experiment that was broken on purpose, for the reader to find out by what. */
export interface ScenarioTale {
  id: ScenarioId;
  title: string;
  /** What happened, as who has to mend it would hear it. */
  story: string;
  /** From vague to telling. */
  hints: readonly string[];
  /** Why it broke, told when it is mended or given up. */
  cause: string;
  /** What must stay for a repair to be one, in words. */
  given: string;
  remedyLabel: string;
}

/** An experiment whose recipe was broken, on a bundled model. */
export interface Scenario extends ScenarioTale {
  id: Exclude<ScenarioId, "cold-timing">;
  /** Bundled model on which the symptom was measured. */
  modelId: string;
  /** A layer without which there is nothing to break. */
  needsLayer?: string;
  /** Whether a recipe keeps that. */
  keeps: (recipe: Recipe) => boolean;
  /** Whether the cause is gone from a recipe. */
  isCauseGone: (recipe: Recipe) => boolean;
  /** The experiment as it was before, from the model's default recipe. */
  healthy: (base: Recipe) => Recipe;
  broken: (base: Recipe) => Recipe;
  /** One repair that was measured to do. */
  remedy: (broken: Recipe) => Recipe;
}

/** What is known of a run to hold it against another. */
export interface ScenarioRun {
  recipe: Recipe;
  flips: readonly Flip[];
  fp32: { top1: Score };
  quantized: { top1: Score };
}

/** A loss below this is no symptom to look for, whatever its significance. */
const SMALLEST_SYMPTOM = 0.03;
/** A loss within this is called back even where it is significant. */
const BACK_MARGIN = 0.01;

const between = (before: ScenarioRun, after: ScenarioRun): PairedTest =>
  pairedTest(pairedRuns(before.flips, after.flips, after.fp32.top1));

export interface Symptom {
  appears: boolean;
  /** The broken run against the healthy one, on the same pictures. */
  test: PairedTest;
}

/** Whether breaking it did measurable harm: three points of top-1 at least, and more than chance. */
export function symptomOf(healthy: ScenarioRun, broken: ScenarioRun): Symptom {
  const test = between(healthy, broken);
  return { test, appears: test.isSignificant && test.difference <= -SMALLEST_SYMPTOM };
}

/**
 * How a later run stands: still broken; measurably better than broken but not back; back, though by giving up what
 * was given or with the cause in place; or mended. `not-comparable` where it was judged on other pictures.
 */
export type RepairState = "not-comparable" | "broken" | "better" | "sidestepped" | "covered" | "mended";

export interface Repair {
  state: RepairState;
  /** The run against the healthy one; null where they cannot be compared. */
  toHealthy: PairedTest | null;
  toBroken: PairedTest | null;
  /** What the reader changed since it broke. */
  changes: RecipeChange[];
}

/**
 * Judges a run as a repair. Its accuracy is back if the loss against the healthy run may be chance (McNemar's mid-p
 * test at 5 %) or stays within one point, and the run is measurably better than the broken one.
 */
export function repairOf(
  scenario: Scenario,
  { healthy, broken }: { healthy: ScenarioRun; broken: ScenarioRun },
  run: ScenarioRun,
): Repair {
  const changes = recipeDiff(broken.recipe, run.recipe);
  if (!isSameSource(run.recipe.model, broken.recipe.model) || accuracyObstacle(run, broken) !== null)
    return { state: "not-comparable", toHealthy: null, toBroken: null, changes };
  const toHealthy = between(healthy, run);
  const toBroken = between(broken, run);
  const isBetter = toBroken.isSignificant && toBroken.difference > 0;
  const isBack = isBetter && (!toHealthy.isSignificant || toHealthy.difference >= -BACK_MARGIN);
  return { state: stateOf(scenario, run.recipe, isBetter, isBack), toHealthy, toBroken, changes };
}

function stateOf(scenario: Scenario, recipe: Recipe, isBetter: boolean, isBack: boolean): RepairState {
  if (!isBetter) return "broken";
  if (!isBack) return "better";
  if (!scenario.keeps(recipe)) return "sidestepped";
  return scenario.isCauseGone(recipe) ? "mended" : "covered";
}
