import type { FindingAction } from "#experiment/report.ts";
import { medianAndPercentiles } from "#statistics/statistics.ts";
import { formatCount, formatCounted, formatShare } from "#words/format.ts";
import type { Case } from "../case.ts";
import type { RangeFacts } from "../facts.ts";
import { measuredLoss } from "../measured-loss.ts";
import { clear, found, NO_FACTS, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";
import { calibrationMismatch } from "./calibration-mismatch.ts";

/** Unseen values double the error that calibration expected: half a bit, 3 dB. */
const UNFORESEEN = 2;
/** Share of the activations that must show it: a single odd image can affect one or two. */
const OF_ACTIVATIONS = 0.25;
/** The usual recipe has more; only another run tells how many are enough. */
const MORE = 4;

/** Too few calibration images: images of the same kind bring values that the ranges have no room for. */
export const fewPictures = {
  id: "few-pictures",
  symptom: "Too few calibration pictures",
  learn:
    "Ranges come from the values that were seen. Few pictures miss the rare large ones, and those are clipped when they come. With the number of pictures the extremes grow ever more slowly; a hundred or two are usually enough.",
  check,
} as const satisfies Symptom;

function check(judged: Case): Verdict {
  const { run, facts } = judged;
  if (run.recipe.mode !== "static") return clear(`No ranges are calibrated in ${run.recipe.mode} mode.`);
  if (!facts?.activations || !facts.ranges) return noEvidence(NO_FACTS);
  if (facts.activations.tensors.length === 0) return clear("No activation is quantized.");
  if (facts.sharedSplit)
    return noEvidence(
      "Calibration and evaluation use the same pictures: no others are there to show what the ranges miss.",
    );
  if (calibrationMismatch.check(judged).state === "found")
    return noEvidence(
      "The calibration pictures are of another kind than those the model is judged on. Whether there are enough of them shows once they are alike.",
    );
  const { tensors, pictures: seen } = facts.activations;
  const { pictures, growth } = facts.ranges;
  const surprised = tensors.filter(({ errorGrowth }) => errorGrowth >= UNFORESEEN);
  const share = surprised.length / tensors.length;
  const evidence = [
    `${formatCounted(pictures, "picture")} fixed the ranges. On ${formatCounted(seen.evaluation, "other picture")} ${formatCount(surprised.length)} of ${formatCount(tensors.length)} activations lose at least as much again to values outside them as calibration foresaw.`,
    ...(growth.length > 0
      ? [
          `Half as many pictures would give extremes ${formatShare(medianAndPercentiles(growth).median)} narrower in the middle of the activations: so much is still to come with every doubling.`,
        ]
      : []),
  ];
  if (share < OF_ACTIVATIONS) return clear(...evidence);
  const loss = measuredLoss(run);
  return found({
    grade: loss.isLoss ? "likely" : "possible",
    evidence: [...evidence, loss.sentence],
    cause: "Too few calibration pictures: rare large values did not occur among them, and are clipped now.",
    action: remedy(facts.ranges),
    table: {
      caption: "Activations with values that calibration did not see",
      columns: ["Tensor", "Error, times the foreseen", "Clipped, evaluation (%)"],
      rows: surprised
        .toSorted((a, b) => b.errorGrowth - a.errorGrowth)
        .slice(0, 8)
        .map(({ tensor, errorGrowth, clippedShare }) => [tensor, errorGrowth, clippedShare.evaluation * 100]),
    },
  });
}

function remedy({ pictures, available }: RangeFacts): FindingAction {
  const more = Math.min(pictures * MORE, available);
  if (more <= pictures) return { kind: "show", label: "Bring more calibration pictures", place: "images" };
  return {
    kind: "edit",
    label: `Calibrate on ${formatCount(more)} pictures`,
    edit: { calibration: { count: more } },
  };
}
