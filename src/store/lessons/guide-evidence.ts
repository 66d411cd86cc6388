import { canonicalJson } from "#experiment/canonical-json.ts";
import { type Evidence, isSoundSet, noEvidence } from "#lessons/procedure.ts";
import { procedureRun } from "#lessons/procedure-run.ts";
import { worstFirst } from "#numerics/errors/output-errors.ts";
import type { LabState } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";
import type { SweepRecord } from "../tasks/sweep-slice.ts";
import { isOfLoaded } from "../workspace/of-loaded.ts";

/** Runs remembered of one model and its images; the first, which hold the baseline, stay. */
const RUNS = 12;
/** Models remembered. */
const MATERIALS = 4;
/** Layers of a ranking that are remembered. */
const RANKED = 8;

export type Evidences = Record<string, Evidence>;
type Seen = Pick<LabState, "recipe" | "data" | "latest" | "model" | "sweeps">;

/** What the evidence is about: a model and images. */
export const materialOf = (recipe: Seen["recipe"]): string =>
  recipe ? canonicalJson([recipe.model, recipe.data]) : "";

export const evidenceOf = (evidences: Evidences, recipe: Seen["recipe"]): Evidence =>
  evidences[materialOf(recipe)] ?? noEvidence;

/** The evidence with what has happened since `before`; the same object where nothing has. */
export function observed(evidences: Evidences, state: Seen, before: Seen): Evidences {
  const { recipe, latest, data, sweeps } = state;
  if (!recipe) return evidences;
  let known = evidenceOf(evidences, recipe);
  const old = known;
  if (latest && latest !== before.latest && isUsable(latest, state)) known = withRun(known, latest);
  if (recipe !== before.recipe || known !== old) known = withCalibration(known, state);
  const finished = sweeps.findLast(
    (sweep) =>
      sweep.finished && sweep.direction === "only" && materialOf(sweep.recipe) === materialOf(recipe),
  );
  if (finished && sweeps !== before.sweeps) known = { ...known, ranking: rankingOf(finished) };
  if (known === old || !data) return evidences;
  const { [materialOf(recipe)]: _, ...others } = evidences;
  const kept = Object.entries(others).slice(1 - MATERIALS);
  return { ...Object.fromEntries(kept), [materialOf(recipe)]: known };
}

const isUsable = (run: RunRecord, state: Seen): boolean => !run.quantizedAlready && isOfLoaded(run, state);

function withRun(evidence: Evidence, { number, result }: RunRecord): Evidence {
  const runs = [...evidence.runs.filter((run) => run.number !== number), procedureRun(number, result)];
  return { ...evidence, runs: runs.length > RUNS ? [runs[0], ...runs.slice(1 - RUNS)] : runs };
}

/** A set counts once FP32 has been measured: before, there is nothing to hold a quantized model against. */
function withCalibration(evidence: Evidence, { recipe, data }: Seen): Evidence {
  const available = data?.calibrationCount ?? 0;
  if (!recipe || evidence.runs.length === 0 || recipe.mode !== "static" || available === 0) return evidence;
  if (!isSoundSet(recipe.calibration, available)) return evidence;
  const count = Math.min(recipe.calibration.count, available);
  const { calibration: known } = evidence;
  if (known?.count === count && known.available === available) return evidence;
  return { ...evidence, calibration: { count, available } };
}

/** The worst first: by pictures lost, then by the noise of the output. */
const rankingOf = ({ rows }: SweepRecord): Evidence["ranking"] =>
  rows
    .toSorted((a, b) => b.lost - b.gained - (a.lost - a.gained) || worstFirst(a.outputSqnrDb, b.outputSqnrDb))
    .slice(0, RANKED)
    .map(({ layer, lost, gained, top1 }) => ({
      layer,
      difference: top1.total === 0 ? 0 : (gained - lost) / top1.total,
    }));
