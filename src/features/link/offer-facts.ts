import type { Recipe, Source } from "#experiment/recipe.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import { withSetting } from "#experiment/setting.ts";
import type { SharedExperiment } from "#share/shared-experiment.ts";
import { formatBytes, formatCount, formatPercent } from "#words/format.ts";
import { pairWords } from "#words/pair-words.ts";
import { variantTitle } from "#words/recipe-words.ts";

/** One line of what a link will do. */
export interface OfferFact {
  term: string;
  text: string;
}

/** At most so many options are named one by one. */
const MOST_NAMED = 8;

function sourceText(source: Source): string {
  switch (source.kind) {
    case "bundled":
      return `${source.id}, which comes with the page`;
    case "url":
      return `fetched from ${new URL(source.url).host}: ${source.url}`;
    case "file":
      return `the file “${source.name}”, SHA-256 ${source.sha256.slice(0, 12)}…`;
  }
}

function optionsText(before: Recipe, after: Recipe): string {
  const changes = recipeDiff(before, after).filter(({ path }) => path !== "model" && path !== "data");
  if (changes.length === 0) return "as they are now";
  const named = changes.slice(0, MOST_NAMED).map(({ label, after }) => `${label}: ${after}`);
  const more = changes.length - named.length;
  return `${named.join("; ")}${more > 0 ? `; and ${formatCount(more)} more` : ""}`;
}

/** What a link will do, before it does it. */
export function offerFacts(
  { recipe, b, expected, expectedB }: SharedExperiment,
  current: Recipe | null,
): OfferFact[] {
  const { calibration, evaluation } = recipe;
  const facts = [
    { term: "Model", text: sourceText(recipe.model) },
    { term: "Images", text: sourceText(recipe.data) },
    {
      term: "Quantization",
      text: `${variantTitle(recipe)}, calibrated on ${formatCount(calibration.count)} and evaluated on ${formatCount(evaluation.count)} pictures`,
    },
  ];
  if (b) facts.push({ term: "Second setting, B", text: pairWords(recipe, withSetting(recipe, b))[1] });
  if (current) facts.push({ term: "Options that change", text: optionsText(current, recipe) });
  if (expected) facts.push({ term: "Numbers to check", text: expectedText(expected) });
  if (expectedB) facts.push({ term: "Numbers of B to check", text: expectedText(expectedB) });
  return facts;
}

function expectedText({
  fp32,
  quantized,
  agreement,
  sizeBytes,
}: NonNullable<SharedExperiment["expected"]>): string {
  const share = ({ correct, total }: typeof fp32) => formatPercent(correct / total);
  const parts: string[] = [];
  if (fp32.total > 0) parts.push(`FP32 ${share(fp32)}`, `quantized ${share(quantized)}`);
  if (agreement.total > 0) parts.push(`agreement ${share(agreement)}`);
  return [...parts, formatBytes(sizeBytes)].join(", ");
}
