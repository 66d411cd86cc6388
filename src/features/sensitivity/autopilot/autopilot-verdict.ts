import { lossMeasure, lossPoints } from "#experiment/outcomes/budget.ts";
import type { AutopilotResult, Budget, MeasuredRecipe } from "#protocol/autopilot.ts";
import { formatBytes, formatDecibels, formatPercent } from "#words/format.ts";
import { chanceText } from "../sweep/chance.ts";
import { pointsText } from "../sweep/sweep-answer.ts";

export const budgetText = (budget: Budget): string =>
  budget.kind === "accuracy"
    ? `lose at most ${pointsText(budget.maxDropPoints / 100)}`
    : `at most ${formatPercent(budget.maxShare)} of FP32's bytes`;

type Fp32 = AutopilotResult["fp32"];

/** What one setting loses: of accuracy, of predictions, or in noise. */
export function lossText(point: MeasuredRecipe, fp32: Fp32): string {
  const { lost, gained, outputSqnrDb } = point;
  const loss = lossPoints(point, fp32.top1) / 100;
  switch (lossMeasure(point)) {
    case "top1": {
      const change =
        loss > 0 ? `loses ${pointsText(loss)}` : loss < 0 ? `gains ${pointsText(loss)}` : "loses nothing";
      return `${change} (${chanceText(lost, gained)})`;
    }
    case "agreement":
      return `changes ${formatPercent(loss)} of the predictions`;
    case "output-noise":
      if (Number.isNaN(outputSqnrDb)) return "leaves an output that is not a number for some item";
      return `leaves the output at ${formatDecibels(outputSqnrDb)} SQNR`;
  }
}

const shareText = (point: MeasuredRecipe, fp32: Fp32): string =>
  `${formatBytes(point.sizeBytes)}, ${formatPercent(point.sizeBytes / fp32.sizeBytes)} of FP32`;

/** How a setting compares with the best in which every layer is alike. */
function againstUniform({ budget, points, chosen, bestUniform, fp32 }: AutopilotResult): string {
  if (chosen === null) return "";
  if (bestUniform === null) return "No setting that treats every layer alike meets the budget.";
  if (points[chosen].uniform) return "No mixture of precisions did better than this best uniform setting.";
  const [mixed, uniform] = [points[chosen], points[bestUniform]];
  const name = `the best uniform setting, “${uniform.label}”`;
  const smaller = 1 - mixed.sizeBytes / uniform.sizeBytes;
  const kept = (lossPoints(uniform, fp32.top1) - lossPoints(mixed, fp32.top1)) / 100;
  if (budget.kind === "accuracy" && smaller > 0)
    return `It is ${formatPercent(smaller)} smaller than ${name}.`;
  if (budget.kind === "size" && kept > 0) return `It keeps ${pointsText(kept)} more than ${name}.`;
  return `It is no better than ${name}.`;
}

/** What a search has found, in two sentences. */
export function autopilotVerdict(result: AutopilotResult): string {
  const { budget, points, chosen, nearest, fp32 } = result;
  if (points.length === 0) return "";
  const point = points[chosen ?? nearest];
  const facts = `it ${lossText(point, fp32)} at ${shareText(point, fp32)}`;
  if (chosen === null)
    return `No setting tried meets the budget, ${budgetText(budget)}. “${point.label}” comes nearest: ${facts}.`;
  return `“${point.label}” meets the budget: ${facts}. ${againstUniform(result)}`;
}
