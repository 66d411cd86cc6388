import type { FindingAction, RecipeEdit } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { holmAdjusted } from "#statistics/holm.ts";
import { formatCount, formatCounted, formatFixed } from "#words/format.ts";
import { formatPValue } from "#words/statistics.ts";
import type { Case } from "../case.ts";
import type { DiagnosisFacts } from "../facts.ts";
import { measuredLoss } from "../measured-loss.ts";
import { clear, found, NO_FACTS, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** Probability of a false alarm over all comparisons of one run together. */
const FAMILY_LEVEL = 0.01;
/** With fewer images in either set no division of them is rare enough to be significant. */
const FEWEST = 4;
/** Tensors in the table. */
const SHOWN = 8;

/**
 * Calibration images unlike those the model is judged on. Four comparisons, each against random divisions of the
 * same images: activations (Jensen–Shannon), brightness, contrast, class mix (chi-squared); Holm's correction
 * holds the level over all of them.
 */
export const calibrationMismatch = {
  id: "calibration-mismatch",
  symptom: "Calibration pictures unlike the others",
  learn:
    "In static quantization the range of every activation is fixed from the calibration pictures. Darker, blurrier or one-sided pictures cause other values: a range that is too narrow clips what comes later, one that is too wide wastes codes. A sharp drop right after INT8 is most often this.",
  check,
} as const satisfies Symptom;

function check({ run, facts }: Case): Verdict {
  if (run.recipe.mode !== "static")
    return clear(
      `No ranges are calibrated in ${run.recipe.mode} mode, so that calibration cannot mislead them.`,
    );
  if (!facts?.activations) return noEvidence(NO_FACTS);
  if (facts.sharedSplit)
    return noEvidence(
      "Calibration and evaluation use the same pictures, because the set is too small to be divided. Whether it is like the pictures of deployment cannot be told from it.",
    );
  const { pictures } = facts.activations;
  if (Math.min(pictures.calibration, pictures.evaluation) < FEWEST)
    return noEvidence(
      `${formatCount(pictures.calibration)} calibration and ${formatCounted(pictures.evaluation, "evaluation picture")} are too few to tell a difference from chance.`,
    );
  const comparisons = compare(facts);
  const adjusted = holmAdjusted(comparisons.map(({ p }) => p));
  const differing = comparisons.filter((_, i) => adjusted[i] <= FAMILY_LEVEL);
  if (differing.length === 0)
    return clear(
      `Activations of ${formatCount(pictures.calibration)} calibration and ${formatCount(pictures.evaluation)} evaluation pictures differ no more than random halves of them would.`,
      ...comparisons.map(({ sentence }) => sentence),
    );
  const loss = measuredLoss(run);
  return found({
    grade: loss.isLoss ? "likely" : "possible",
    evidence: [...differing.map(({ sentence }) => sentence), loss.sentence],
    cause:
      "The calibration pictures are unlike those the model is judged on. The ranges fit values that do not come, and clip values that do.",
    action: remedy(run),
    table: {
      caption: "Activations that differ most",
      columns: [
        "Tensor",
        "Distance (bits)",
        "By chance up to",
        "Clipped, calibration (%)",
        "Clipped, evaluation (%)",
      ],
      rows: facts.activations.tensors
        .toSorted((a, b) => b.distance - a.distance)
        .slice(0, SHOWN)
        .map(({ tensor, distance, chanceDistance, clippedShare }) => [
          tensor,
          distance,
          chanceDistance,
          clippedShare.calibration * 100,
          clippedShare.evaluation * 100,
        ]),
    },
  });
}

interface Comparison {
  p: number;
  sentence: string;
}

function compare({ activations, levels, classMix }: DiagnosisFacts): Comparison[] {
  const comparisons: Comparison[] = [];
  if (activations) {
    const { distance, chanceDistance, pValue: p, tensors } = activations;
    comparisons.push({
      p,
      sentence: `Over ${formatCount(tensors.length)} activations the Jensen–Shannon divergence between the two sets is ${formatFixed(distance, 4)} bits on average; random divisions stay below ${formatFixed(chanceDistance, 4)} (${formatPValue(p)}).`,
    });
  }
  for (const [name, compared] of [
    ["Mean brightness", levels?.brightness],
    ["Contrast", levels?.contrast],
  ] as const) {
    if (!compared) continue;
    comparisons.push({
      p: compared.pValue,
      sentence: `${name} is ${formatFixed(compared.calibration, 1)} grey levels in calibration and ${formatFixed(compared.evaluation, 1)} in evaluation pictures (${formatPValue(compared.pValue)}).`,
    });
  }
  if (classMix) {
    const covered = classMix.calibration.filter((pictures) => pictures > 0).length;
    const wanted = classMix.evaluation.filter((pictures) => pictures > 0).length;
    comparisons.push({
      p: classMix.pValue,
      sentence: `Calibration covers ${formatCount(covered)} classes, evaluation ${formatCount(wanted)}; their mixes ${classMix.pValue <= FAMILY_LEVEL ? "differ" : "agree"} (${formatPValue(classMix.pValue)}).`,
    });
  }
  return comparisons;
}

/** Undoes what the recipe itself does to the images; otherwise asks for other images. */
function remedy({ recipe: { calibration } }: RunResult): FindingAction {
  const drop: NonNullable<RecipeEdit["drop"]> = [];
  const labels: string[] = [];
  if (calibration.distort) {
    drop.push("distort");
    labels.push("undistorted pictures");
  }
  if (calibration.classes) {
    drop.push("classes");
    labels.push(labels.length > 0 ? "all classes" : "pictures of all classes");
  }
  if (drop.length > 0) return { kind: "edit", label: `Calibrate on ${labels.join(" of ")}`, edit: { drop } };
  return { kind: "show", label: "Choose pictures like those of deployment", place: "images" };
}
