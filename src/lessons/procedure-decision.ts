import { isFloatPrecision } from "#experiment/precisions.ts";
import type { PairedTest } from "#statistics/paired-test.ts";
import { type Evidence, STEPS, type StepId, settledSteps, simpleRun } from "./procedure.ts";
import { changeBetween, lossOf, type ProcedureRun } from "./procedure-run.ts";

/** A loss that may ship, as a share of pictures: one percentage point. */
export const TOLERATED_LOSS = 0.01;
/** Kinds of fixes to have tried before training is the answer. */
const FIXES_BEFORE_TRAINING = 2;

/** A run and how it does against FP32. */
export interface Judged {
  run: ProcedureRun;
  loss: PairedTest;
  /** Layers that the recipe leaves in floating point. */
  spared: number;
}

export type Decision =
  /** Steps that are open, or no labels to judge by. */
  | { kind: "not-yet"; open: StepId[]; best: Judged | null; reason: "steps" | "no-labels" }
  /** The interval holds both a loss that may ship and one that may not. */
  | { kind: "more-pictures"; best: Judged; needed: number }
  /** Fewer kinds of fixes were tried than there are. */
  | { kind: "more-fixes"; best: Judged; untried: Fix[] }
  | { kind: "ship" | "partial" | "training"; best: Judged };

export const FIXES = ["per-channel", "calibration-method", "corrections", "spare-layers"] as const;
export type Fix = (typeof FIXES)[number];

/** The fixes that a recipe holds. */
export function fixesIn({ weights, calibration, corrections, layers }: ProcedureRun["recipe"]): Fix[] {
  const holds: Record<Fix, boolean> = {
    "per-channel": weights.granularity.kind !== "tensor",
    "calibration-method": calibration.method !== "minmax",
    corrections: Object.values(corrections).some(Boolean),
    "spare-layers": Object.values(layers).some(({ precision }) => isFloatPrecision(precision)),
  };
  return FIXES.filter((fix) => holds[fix]);
}

const judged = (run: ProcedureRun): Judged[] => {
  const loss = lossOf(run);
  if (!loss) return [];
  const spared = Object.values(run.recipe.layers).filter(({ precision }) =>
    isFloatPrecision(precision),
  ).length;
  return [{ run, loss, spared }];
};

/** At least that much is surely kept: the interval ends above the tolerated loss. */
const isSafe = ({ loss }: Judged): boolean => loss.interval.low >= -TOLERATED_LOSS;
const isHopeless = ({ loss }: Judged): boolean => loss.interval.high < -TOLERATED_LOSS;

/** Best first: what surely holds, fewer layers spared, smaller loss. */
const better = (a: Judged, b: Judged): number =>
  Number(isSafe(b)) - Number(isSafe(a)) ||
  (isSafe(a) ? a.spared - b.spared : 0) ||
  b.loss.difference - a.loss.difference;

/**
 * What the static 8-bit runs say: ship if the 95 % interval of the best one's loss ends within one point; with
 * layers spared that is a partial quantization; on to training if every run surely loses more and the fixes have
 * been tried; else what evidence is missing.
 */
export function decide(evidence: Evidence): Decision {
  const settled = settledSteps(evidence);
  const simple = simpleRun(evidence);
  const comparable = evidence.runs.filter(
    (run) =>
      simple && run.recipe.mode === "static" && (run === simple || changeBetween(simple, run) !== null),
  );
  const [best] = comparable.flatMap(judged).toSorted(better);
  // A simple run that surely holds needs neither a ranking nor fixes.
  const isEnough = best !== undefined && isSafe(best);
  const open = STEPS.filter((step) => step !== "decide" && !settled[step]).filter(
    (step) => !(isEnough && (step === "layers" || step === "fixes")),
  );
  if (simple && !best) return { kind: "not-yet", open, best: null, reason: "no-labels" };
  if (open.length > 0 || !best) return { kind: "not-yet", open, best: best ?? null, reason: "steps" };
  if (isEnough) return { kind: best.spared > 0 ? "partial" : "ship", best };
  if (!isHopeless(best)) return { kind: "more-pictures", best, needed: picturesNeeded(best.loss) };
  const tried = new Set(comparable.flatMap(({ recipe }) => fixesIn(recipe)));
  const untried = FIXES.filter((fix) => !tried.has(fix));
  if (tried.size < FIXES_BEFORE_TRAINING || !tried.has("spare-layers"))
    return { kind: "more-fixes", best, untried };
  return { kind: "training", best };
}

/**
 * Pictures after which an interval around the same difference would clear the tolerated loss on one side: its width
 * shrinks with the root of their number. Infinity where the difference lies right on it.
 */
function picturesNeeded({ difference, interval, total }: PairedTest): number {
  const half = (interval.high - interval.low) / 2;
  const distance = Math.abs(difference + TOLERATED_LOSS);
  return distance === 0 ? Infinity : Math.ceil(total * (half / distance) ** 2);
}
