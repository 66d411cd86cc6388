import { accuracyObstacle, isJudgedAlike } from "../comparable.ts";
import { mcnemarPValue } from "../mcnemar.ts";
import { judgedSqnrDb, worstOutput } from "../output-errors.ts";
import { pairedRuns } from "../paired-outcomes.ts";
import type { Recipe } from "../recipe.ts";
import { recipeDiff } from "../recipe-diff.ts";
import type { ChecklistItem } from "./checklist.ts";
import type { Case, DiagnosedRun, LoggedRun } from "./diagnosed-run.ts";
import { count, decibels, percent, points, pValue } from "./words.ts";

/**
 * Whether the granularity of the weights was compared: by another run, of this visit or of the log, that is about the
 * same model and pictures and differs in nothing else. Of a run of this visit the predictions are known, and tested
 * in pairs; of one of the log only what it counted.
 */
export function granularityCompared({ run, others, logged }: Case): ChecklistItem {
  const item = { id: "granularity", text: "One scale per channel compared with one per tensor" } as const;
  const near = others.find((each) => isCounterpart(each.recipe, run.recipe) && isJudgedAlike(each, run));
  if (near) return { ...item, state: "done", because: `${names(run, near)}: ${paired(run, near)}.` };
  const far = logged.find((each) => isCounterpart(each.recipe, run.recipe) && hasSameFp32(each, run));
  if (far)
    return { ...item, state: "done", because: `${names(run, far)}, in a run of the log: ${kept(run, far)}.` };
  return {
    ...item,
    state: "open",
    because: `No evidence: this run has ${scales(run.recipe)}, and no run that is remembered differs from it in nothing else.`,
  };
}

const kindOf = ({ weights }: Recipe) => weights.granularity.kind;

const isCounterpart = (a: Recipe, b: Recipe): boolean =>
  kindOf(a) !== kindOf(b) && recipeDiff(a, b).every(({ path }) => path === "weights.granularity");

/** Judged alike, and FP32 was computed in the same place and got as many pictures right. */
const hasSameFp32 = (logged: LoggedRun, run: DiagnosedRun): boolean =>
  accuracyObstacle(logged, run) === null &&
  logged.fp32.backend === run.environment.fp32.backend &&
  logged.fp32.top1.correct === run.fp32.top1.correct &&
  logged.fp32.top1.total === run.fp32.top1.total;

const scales = (recipe: Recipe): string =>
  kindOf(recipe) === "tensor" ? "one scale per tensor" : `scales per ${kindOf(recipe)}`;

const names = (a: { recipe: Recipe }, b: { recipe: Recipe }): string =>
  `Per ${kindOf(a.recipe)} against per ${kindOf(b.recipe)}`;

function paired(run: DiagnosedRun, other: DiagnosedRun): string {
  const { top1 } = run.fp32;
  if (top1.total === 0) return kept(run, { ...other, outputSqnrDb: worstSqnrDb(other) });
  const { lost, gained, total } = pairedRuns(other.flips, run.flips, top1);
  return `${points((gained - lost) / total)} of top-1, ${count(gained)} pictures gained and ${count(lost)} lost (${pValue(mcnemarPValue(lost, gained))})`;
}

/** What both kept, without saying which pictures they disagree on. */
function kept(run: DiagnosedRun, other: Pick<LoggedRun, "quantized" | "agreement" | "outputSqnrDb">): string {
  const { top1 } = run.quantized;
  const { agreement } = run;
  const of = (score: { correct: number; total: number }) => percent(score.correct / Math.max(1, score.total));
  if (top1.total > 0)
    return `top-1 ${of(top1)} against ${of(other.quantized.top1)} of ${count(top1.total)} pictures; which of them differ is not logged, so no paired test`;
  if (agreement.total > 0) return `agreement with FP32 ${of(agreement)} against ${of(other.agreement)}`;
  const db = (value: number | null) => (value === null ? "not known" : decibels(value));
  return `output SQNR ${db(worstSqnrDb(run))} against ${db(other.outputSqnrDb)}`;
}

function worstSqnrDb({ outputs }: DiagnosedRun): number | null {
  const worst = worstOutput(outputs);
  return worst && judgedSqnrDb(worst);
}
