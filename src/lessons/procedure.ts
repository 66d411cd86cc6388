import * as v from "valibot";
import { anyNumber } from "#experiment/json-numbers.ts";
import type { Calibration, Recipe } from "#experiment/recipe.ts";
import { SIGNIFICANCE } from "#statistics/mcnemar.ts";
import { changeBetween, lossOf, type ProcedureRun, procedureRunSchema } from "./procedure-run.ts";

/** The usual procedure of post-training quantization, in order. */
export const STEPS = ["baseline", "calibration", "simple", "layers", "fixes", "decide"] as const;
export type StepId = (typeof STEPS)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const rankedLayer = v.object({ layer: v.string(), difference: anyNumber });
/** A layer and what it costs alone, as a share of images; negative where the layer alone loses. */
export type RankedLayer = v.InferOutput<typeof rankedLayer>;

export const evidenceSchema = v.object({
  /** In the order in which they were made. */
  runs: v.array(procedureRunSchema),
  /** A calibration set that is sound, and how many images there are to draw from. */
  calibration: v.nullable(v.object({ count, available: count })),
  /** The layers that cost most alone, the worst first; empty where none does. Null before a sweep. */
  ranking: v.nullable(v.array(rankedLayer)),
});
/** What the lab has seen about one model and one set of images. */
export type Evidence = v.InferOutput<typeof evidenceSchema>;

export const noEvidence: Evidence = { runs: [], calibration: null, ranking: null };

/** Pictures that a calibration set should have at least, where there are as many. */
export const FEWEST_CALIBRATION = 64;

/** Whether the calibration pictures are enough, as they are, and of all classes. */
export function isSoundSet({ count, classes, distort }: Calibration, available: number): boolean {
  const isEnough = Math.min(count, available) >= Math.min(FEWEST_CALIBRATION, available);
  const isUndamaged =
    !distort ||
    (distort.brightness === 1 && distort.contrast === 1 && distort.blur === 0 && distort.noise === 0);
  return isEnough && isUndamaged && classes === undefined;
}

/** The simplest integer recipe: static, 8 bits, one scale per tensor, min–max ranges, nothing spared or corrected. */
export function simpleRecipe(recipe: Recipe, available: number): Recipe {
  const { seed } = recipe.calibration;
  return {
    ...recipe,
    calibration: { count: Math.min(128, available), seed, method: "minmax" },
    mode: "static",
    weights: { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } },
    activations: { bits: 8, scheme: "asymmetric" },
    corrections: {},
    layers: {},
  };
}

/** The mildest quantization there is: only stored in 8 bits, no pictures needed. */
export const mildRecipe = (recipe: Recipe): Recipe => ({
  ...recipe,
  mode: "weight-only",
  weights: { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } },
  corrections: {},
  layers: {},
});

const isSimple = ({
  recipe: { mode, weights, activations, calibration, corrections, layers },
}: ProcedureRun) =>
  mode === "static" &&
  weights.bits === 8 &&
  weights.granularity.kind === "tensor" &&
  (weights.range ?? "minmax") === "minmax" &&
  activations.bits === 8 &&
  calibration.method === "minmax" &&
  !calibration.ranges &&
  !Object.values(corrections).some(Boolean) &&
  Object.keys(layers).length === 0;

/** The run of the simplest recipe on a sound calibration set; the newest where there are several. */
export const simpleRun = ({ runs, calibration }: Evidence): ProcedureRun | null =>
  runs.findLast(
    (run) => isSimple(run) && isSoundSet(run.recipe.calibration, calibration?.available ?? Infinity),
  ) ?? null;

/** The first run in which FP32 was timed after warm-up and judged on pictures. */
export const baselineRun = ({ runs }: Evidence): ProcedureRun | null =>
  runs.find(({ fp32, agreement }) => (fp32.latencyMs?.warmup ?? 0) > 0 && agreement.total > 0) ?? null;

/** Runs that try a fix: judged like the simple one, 8 bits of weights and activations, and other options. */
export function fixRuns(evidence: Evidence): ProcedureRun[] {
  const simple = simpleRun(evidence);
  if (!simple) return [];
  return evidence.runs.filter(
    (run) =>
      run !== simple &&
      !isSimple(run) &&
      run.recipe.mode === "static" &&
      run.recipe.weights.bits === 8 &&
      run.recipe.activations.bits === 8 &&
      changeBetween(simple, run) !== null,
  );
}

/** Whether the simple run lost measurably. */
export function hasLoss(run: ProcedureRun): boolean {
  const loss = lossOf(run);
  return loss !== null && loss.pValue < SIGNIFICANCE && loss.difference < 0;
}

/** Which steps the evidence has settled. */
export function settledSteps(evidence: Evidence): Record<Exclude<StepId, "decide">, boolean> {
  const simple = simpleRun(evidence);
  return {
    baseline: baselineRun(evidence) !== null,
    calibration: evidence.calibration !== null,
    simple: simple !== null,
    layers: evidence.ranking !== null,
    fixes: fixRuns(evidence).length > 0,
  };
}
