import { precisionEntry } from "#experiment/precisions.ts";
import type { FindingAction } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { formatCount, formatCounted, formatDecibels, formatShare } from "#words/format.ts";
import { formatNames } from "#words/recipe-words.ts";
import type { Case } from "../case.ts";
import type { ActivationFacts } from "../facts.ts";
import { LOW_SQNR_DB, measuredLoss } from "../measured-loss.ts";
import { clear, found, NO_FACTS, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";
import { calibrationMismatch } from "./calibration-mismatch.ts";

/** Largest value that FP16 holds. */
const LARGEST_HALF = 65504;

/** Outputs that change erratically: activations beyond their range are clipped, or are NaN or infinite. */
export const clipping = {
  id: "clipping",
  symptom: "Unstable outputs: activations clipped",
  learn:
    "A value beyond its range is set to the range's end, an error without a bound, where rounding errs by half a step at most. A little clipping buys finer steps for all other values; a lot of it makes outputs jump. Layers with such values can stay in FP16.",
  check,
} as const satisfies Symptom;

function check(judged: Case): Verdict {
  const { run, facts } = judged;
  const tensors = facts?.activations?.tensors ?? [];
  const quantized = facts?.activations && new Set(facts.activations.quantized);
  const broken = new Map(Object.entries(run.nonFinite).filter(([tensor]) => quantized?.has(tensor) ?? true));
  for (const { tensor, nonFinite } of tensors) {
    if (nonFinite > 0) broken.set(tensor, Math.max(nonFinite, broken.get(tensor) ?? 0));
  }
  if (broken.size > 0) return nonFiniteValues(run, broken, tensors);
  if (run.recipe.mode !== "static")
    return clear(`Activations are not clipped in ${run.recipe.mode} mode: no range is fixed beforehand.`);
  if (!facts?.activations) return noEvidence(NO_FACTS);
  if (tensors.length === 0) return clear("No activation is quantized.");
  const loss = measuredLoss(run);
  const clipped = tensors
    .filter(({ clippingSqnrDb }) => clippingSqnrDb < LOW_SQNR_DB)
    .toSorted((a, b) => a.clippingSqnrDb - b.clippingSqnrDb);
  const worst = tensors.reduce((a, b) => (b.clippingSqnrDb < a.clippingSqnrDb ? b : a));
  const summary = Number.isFinite(worst.clippingSqnrDb)
    ? `At worst, in “${worst.tensor}”, clipping takes ${formatShare(worst.clippedShare.evaluation)} of the values and leaves ${formatDecibels(worst.clippingSqnrDb)} of signal over what it cuts off.`
    : "No activation is clipped on the evaluation pictures looked at.";
  if (clipped.length === 0)
    return clear(summary, `Below ${formatDecibels(LOW_SQNR_DB)} it would be called the cause.`);
  return found({
    grade: loss.isLoss ? "likely" : "possible",
    evidence: [
      `Clipping cuts more than a hundredth of the signal's power off ${formatCount(clipped.length)} of ${formatCount(tensors.length)} activations on the evaluation pictures.`,
      summary,
      loss.sentence,
    ],
    cause: "The ranges of some activations are too narrow for the values that come.",
    action: calibrationMismatch.check(judged).action ?? remedy(run, clipped),
    table: {
      caption: "Activations that are clipped most",
      columns: ["Tensor", "Signal over clipping (dB)", "Clipped, evaluation (%)", "Clipped, calibration (%)"],
      rows: clipped
        .slice(0, 8)
        .map(({ tensor, clippingSqnrDb, clippedShare }) => [
          tensor,
          clippingSqnrDb,
          clippedShare.evaluation * 100,
          clippedShare.calibration * 100,
        ]),
    },
  });
}

/**
 * Where calibration saw the right images: a method that clips by intention gives way to one that does not; else the
 * layers around are left alone.
 */
function remedy({ recipe }: RunResult, clipped: readonly ActivationFacts[]): FindingAction {
  const { ranges = {} } = recipe.calibration;
  if (clipped.some(({ tensor }) => Object.hasOwn(ranges, tensor)))
    return { kind: "edit", label: "Give up the ranges set by hand", edit: { drop: ["ranges"] } };
  if (recipe.calibration.method !== "minmax")
    return {
      kind: "edit",
      label: "Calibrate by min–max, which clips nothing seen",
      edit: { calibration: { method: "minmax" } },
    };
  const layers = layersAround(clipped);
  return layers.length > 0
    ? keep(layers, clipped)
    : { kind: "show", label: "Show the activation ranges", place: "layers" };
}

/** The layers that compute or read a tensor: it stays unclipped only if all of them are floating point. */
const layersAround = (tensors: readonly ActivationFacts[]): string[] => [
  ...new Set(tensors.flatMap(({ layer, readers }) => [...(layer === null ? [] : [layer]), ...readers])),
];

function keep(layers: string[], tensors: readonly ActivationFacts[]): FindingAction {
  const precision = tensors.some(({ largest }) => largest > LARGEST_HALF) ? "fp32" : "fp16";
  return {
    kind: "edit",
    label: `Keep ${formatCounted(layers.length, "layer")} in ${precisionEntry(precision).name}`,
    edit: { keep: { precision, layers } },
  };
}

function nonFiniteValues(
  run: RunResult,
  broken: ReadonlyMap<string, number>,
  tensors: readonly ActivationFacts[],
) {
  const layers = layersAround(tensors.filter(({ tensor }) => broken.has(tensor)));
  const total = [...broken.values()].reduce((sum, values) => sum + values, 0);
  return found({
    grade: "likely",
    evidence: [
      `${formatCounted(total, "value")} of FP32's own activations ${total === 1 ? "is" : "are"} NaN or infinite, in ${formatNames([...broken.keys()])}. They enter no range.`,
      measuredLoss(run).sentence,
    ],
    cause: "The float network itself overflows or divides by zero there; no range can hold such values.",
    action:
      layers.length > 0
        ? {
            kind: "edit",
            label: `Keep ${formatCounted(layers.length, "layer")} in FP32`,
            edit: { keep: { precision: "fp32", layers } },
          }
        : { kind: "show", label: "Show the activation ranges", place: "layers" },
  });
}
