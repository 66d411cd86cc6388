import { accuracyObstacle, isJudgedAlike } from "#experiment/outcomes/comparable.ts";
import { pairedRuns } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { Finding } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { worstSqnrDb } from "#experiment/run-counts.ts";
import { mcnemarPValue } from "#statistics/mcnemar.ts";
import { formatCount, formatCounted, formatDecibels, formatPoints, formatShare } from "#words/format.ts";
import { formatNames } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";
import type { Case, LoggedRun } from "./case.ts";

/** One thing to have seen to before a quantized model ships. */
export interface ChecklistItem {
  id: "calibration" | "concentration" | "granularity" | "fallback" | "warm-up";
  text: string;
  /** `done` and `open` are facts; `unknown` where this run cannot tell. */
  state: "done" | "open" | "unknown";
  because: string;
}

/** The list ticks itself: from the findings of a run, its own numbers and the runs before it. */
export function checklist(judged: Case, findings: readonly Finding[]): ChecklistItem[] {
  return [
    calibration(findings),
    concentration(judged, findings),
    granularityCompared(judged),
    fallback(judged.run),
    warmUp(judged.run),
  ];
}

function calibration(findings: readonly Finding[]): ChecklistItem {
  const finding = findings.find(({ id }) => id === "calibration-mismatch");
  const states = { found: "open", clear: "done", "no-evidence": "unknown" } as const;
  return {
    id: "calibration",
    text: "Calibration pictures match the pictures the model is judged on",
    state: finding ? states[finding.state] : "unknown",
    because: finding?.evidence[0] ?? "",
  };
}

function concentration({ sweep }: Case, findings: readonly Finding[]): ChecklistItem {
  const finding = findings.find(({ id }) => id === "few-layers");
  const isKnown = finding !== undefined && finding.state !== "no-evidence";
  return {
    id: "concentration",
    text: "Known whether the drop is concentrated in a few layers",
    state: isKnown ? "done" : "unknown",
    because: `${finding?.evidence[0] ?? ""}${sweep ? "" : " By layer errors; a sweep would measure it."}`,
  };
}

function fallback({ layers, floatNodes, recipe }: RunResult): ChecklistItem {
  const item = { id: "fallback", text: "No operator falls back to floating point unasked" } as const;
  const unasked = layers.filter(
    ({ name, arithmetic }) => arithmetic !== "integer" && (recipe.layers[name]?.precision ?? "int") === "int",
  );
  if (recipe.mode === "weight-only")
    return { ...item, state: "done", because: "Weight-only computes in floating point by intention." };
  if (layers.length === 0) return { ...item, state: "unknown", because: "No layer was quantized." };
  const fallen = [...floatNodes.map(({ name }) => name), ...unasked.map(({ name }) => name)];
  return fallen.length === 0
    ? { ...item, state: "done", because: `All ${formatCount(layers.length)} layers use integer kernels.` }
    : {
        ...item,
        state: "open",
        because: `${formatCounted(fallen.length, "node")} in floating point: ${formatNames(fallen)}${floatNodes[0] ? `; ${floatNodes[0].reason}` : ""}.`,
      };
}

function warmUp({ fp32, quantized }: RunResult): ChecklistItem {
  const item = { id: "warm-up", text: "Benchmarked after warm-up" } as const;
  if (!fp32.latencyMs || !quantized.latencyMs)
    return { ...item, state: "unknown", because: "Latency was not measured." };
  const { runs, warmup } = quantized.latencyMs;
  const warmups = Math.min(warmup, fp32.latencyMs.warmup);
  return {
    ...item,
    state: warmups > 0 ? "done" : "open",
    because: `${formatCount(runs)} timed runs after ${formatCount(warmups)} to warm up, one picture at a time.`,
  };
}

/**
 * Whether the granularity of the weights was compared: by another run, of this visit or of the log, that is about the
 * same model and images and differs in nothing else. The predictions of a run of this visit are known and tested in
 * pairs; the log has counts only.
 */
function granularityCompared({ run, others, logged }: Case): ChecklistItem {
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

/** Same evaluation, and FP32 ran on the same backend and classified as many images correctly. */
const hasSameFp32 = (logged: LoggedRun, run: RunResult): boolean =>
  accuracyObstacle(logged, run) === null &&
  logged.fp32.backend === run.environment.fp32.backend &&
  logged.fp32.top1.correct === run.fp32.top1.correct &&
  logged.fp32.top1.total === run.fp32.top1.total;

const scales = (recipe: Recipe): string =>
  kindOf(recipe) === "tensor" ? "one scale per tensor" : `scales per ${kindOf(recipe)}`;

const names = (a: { recipe: Recipe }, b: { recipe: Recipe }): string =>
  `Per ${kindOf(a.recipe)} against per ${kindOf(b.recipe)}`;

function paired(run: RunResult, other: RunResult): string {
  const { top1 } = run.fp32;
  if (top1.total === 0) return kept(run, { ...other, outputSqnrDb: worstSqnrDb(other.outputs) });
  const { lost, gained, total } = pairedRuns(other.flips, run.flips, top1);
  return `${formatPoints((gained - lost) / total)} of top-1, ${formatCount(gained)} pictures gained and ${formatCount(lost)} lost (${formatPValue(mcnemarPValue(lost, gained))})`;
}

/** Compares the counts of both; which images differ is not known. */
function kept(run: RunResult, other: Pick<LoggedRun, "quantized" | "agreement" | "outputSqnrDb">): string {
  const { top1 } = run.quantized;
  const { agreement } = run;
  const of = (score: { correct: number; total: number }) =>
    formatShare(score.correct / Math.max(1, score.total));
  if (top1.total > 0)
    return `top-1 ${of(top1)} against ${of(other.quantized.top1)} of ${formatCount(top1.total)} pictures; which of them differ is not logged, so no paired test`;
  if (agreement.total > 0) return `agreement with FP32 ${of(agreement)} against ${of(other.agreement)}`;
  const db = (value: number | null) => (value === null ? "not known" : formatDecibels(value));
  return `output SQNR ${db(worstSqnrDb(run.outputs))} against ${db(other.outputSqnrDb)}`;
}
