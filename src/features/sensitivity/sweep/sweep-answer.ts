import type { Score } from "#statistics/statistics.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import { formatCount, formatCounted, formatDecibels, formatPercent } from "#words/format.ts";
import { chanceText, isFinding } from "./chance.ts";
import type { SweepMeasure } from "./sweep-measures.ts";
import { formatLoss, measuresOf } from "./sweep-measures.ts";
import type { RankedLayer } from "./sweep-ranking.ts";
import { rankedLayers } from "./sweep-ranking.ts";

/** So many layers are named in the sentence. */
const NAMED = 3;

const share = ({ correct, total }: Score): number => correct / total;

/** A loss or gain whose direction the sentence says. */
export const pointsText = (difference: number): string => formatLoss(Math.abs(difference));

const layersText = (count: number): string => formatCounted(count, "layer");

function restText(others: number, all: number): string {
  if (others === 0) return "no layer is free of cost";
  return `${formatCount(others)} of ${layersText(all)} ${others === 1 ? "costs" : "cost"} nothing measurable`;
}

const costOf = (lost: number, gained: number, total: number) => (lost - gained) / total;

function costs(record: SweepRecord, ranked: RankedLayer[]): string {
  const { whole } = record;
  const found = ranked.filter(({ isFinding, estimate }) => isFinding && estimate.value > 0);
  const together =
    whole && isFinding(whole.lost, whole.gained) && whole.lost > whole.gained
      ? `The whole recipe costs ${pointsText(costOf(whole.lost, whole.gained, whole.top1.total))}.`
      : null;
  if (found.length === 0)
    return `No layer on its own costs more than chance explains on ${formatCounted(ranked[0].row.top1.total, "picture")}. ${together ?? "Nor does the whole recipe."}`;
  const others = restText(ranked.length - found.length, ranked.length);
  const [first, ...more] = found;
  const lead = `Quantizing only ${first.row.layer} costs ${pointsText(first.estimate.value)}`;
  if (found.length > NAMED)
    return `${lead}, the most of ${layersText(found.length)} with a measurable cost; ${others}. ${together ?? ""}`.trim();
  const also = more.map(({ row, estimate }) => `, only ${row.layer} ${pointsText(estimate.value)}`).join("");
  return `${lead}${also}; ${others}. ${together ?? ""}`.trim();
}

function bringsBack({ whole }: SweepRecord, ranked: RankedLayer[]): string {
  if (!whole) return "";
  const { lost, gained, top1 } = whole;
  if (!isFinding(lost, gained) || lost < gained)
    return `The whole recipe costs nothing measurable (${chanceText(lost, gained)}), so there is nothing that one layer could bring back.`;
  const cost = pointsText(costOf(lost, gained, top1.total));
  const found = ranked.filter(({ isFinding, estimate }) => isFinding && estimate.value > 0);
  if (found.length === 0)
    return `The recipe costs ${cost}, and no layer kept in FP32 on its own brings back more than chance explains: the loss comes from several together.`;
  const [first, ...more] = found;
  const lead = `Keeping only ${first.row.layer} in FP32 brings back ${pointsText(first.estimate.value)} of the ${cost} that the recipe costs`;
  const others =
    more.length === 0
      ? "no other layer brings back a measurable part"
      : `${formatCount(more.length)} more of ${layersText(ranked.length)} also ${more.length === 1 ? "brings" : "bring"} back a measurable part`;
  return `${lead}; ${others}.`;
}

function byAgreement({ direction, whole }: SweepRecord, [first, ...others]: RankedLayer[]): string {
  const { layer, agreement } = first.row;
  const most = others.length > 0 ? `, the most of ${layersText(others.length + 1)}` : "";
  if (direction === "only")
    return agreement.correct === agreement.total
      ? "No layer on its own changes a prediction."
      : `Quantizing only ${layer} changes ${formatPercent(first.estimate.value)} of the predictions${most}.`;
  const before = whole ? formatPercent(share(whole.agreement)) : "";
  if (first.estimate.value <= 0) return `No layer kept in FP32 brings the agreement above ${before}.`;
  return `Keeping only ${layer} in FP32 brings the agreement with FP32 from ${before} to ${formatPercent(share(agreement))}${most}.`;
}

function byNoise({ direction, whole }: SweepRecord, [first, ...others]: RankedLayer[]): string {
  const { layer, outputSqnrDb } = first.row;
  const of = others.length > 0 ? ` of ${layersText(others.length + 1)}` : "";
  if (direction === "only" && Number.isNaN(outputSqnrDb))
    return `Quantizing only ${layer} leaves an output that cannot be held against FP32’s: it is not a number for some item.`;
  if (direction === "only")
    return `Quantizing only ${layer} leaves the output at ${formatDecibels(outputSqnrDb)} SQNR${of && `, the lowest${of}`}.`;
  const before = whole ? formatDecibels(whole.outputSqnrDb) : "";
  return `Keeping only ${layer} in FP32 brings the output from ${before} to ${formatDecibels(outputSqnrDb)} SQNR${of && `, the most${of}`}.`;
}

/** What a sweep says, in a sentence; empty while no layer is known. */
export function sweepAnswer(record: SweepRecord): string {
  const [measure] = measuresOf(record);
  const ranked = rankedLayers(record, measure);
  if (ranked.length === 0) return "";
  const answer = answerBy(measure, record, ranked);
  return record.finished ? answer : `So far: ${answer.charAt(0).toLowerCase()}${answer.slice(1)}`;
}

function answerBy(measure: SweepMeasure, record: SweepRecord, ranked: RankedLayer[]): string {
  if (measure.key === "agreement") return byAgreement(record, ranked);
  if (measure.key === "sqnr") return byNoise(record, ranked);
  return record.direction === "only" ? costs(record, ranked) : bringsBack(record, ranked);
}
