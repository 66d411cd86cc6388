import { isSameSource, latencyObstacle } from "#experiment/outcomes/comparable.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import type { VariantCounts } from "#experiment/run-counts.ts";
import type { LogEntry } from "#share/log-file.ts";
import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import {
  formatBytes,
  formatCount,
  formatDecibels,
  formatMs,
  formatMsRange,
  formatPercent,
} from "#words/format.ts";
import { variantTitle } from "#words/recipe-words.ts";

interface Value {
  id: string;
  text: string;
}

export interface ComparedRow {
  label: string;
  fp32: string;
  values: Value[];
}

const NONE = "–";
const top1 = ({ top1: { correct, total } }: VariantCounts): string =>
  total > 0 ? `${formatPercent(correct / total)} of ${formatCount(total)}` : NONE;
const latency = ({ latencyMs, backend, threads }: VariantCounts): string =>
  latencyMs ? `${formatMs(latencyMs.median)} (${backend}, ${threads})` : NONE;

/** FP32's value where all runs have the same; otherwise of each. */
function common(runs: readonly LogEntry[], text: (variant: VariantCounts) => string): string {
  const texts = [...new Set(runs.map(({ fp32 }) => text(fp32)))];
  return texts.join(" / ");
}

/**
 * Times of the same model in the same place differ from run to run: from the shortest median to the longest. Those of
 * other models or places stand for themselves.
 */
function floatLatency(runs: readonly LogEntry[]): string {
  const groups: LogEntry[][] = [];
  for (const run of runs) {
    if (!run.fp32.latencyMs) continue;
    const alike = groups.find(
      ([other]) =>
        isSameSource(run.recipe.model, other.recipe.model) &&
        latencyObstacle(run.fp32, other.fp32, [run.recipe.preprocess, other.recipe.preprocess]) === null,
    );
    if (alike) alike.push(run);
    else groups.push([run]);
  }
  const texts = groups.map((group) => {
    const medians = group.flatMap(({ fp32 }) => fp32.latencyMs?.median ?? []);
    const [low, high] = [Math.min(...medians), Math.max(...medians)];
    const { backend, threads } = group[0].fp32;
    const range = low === high ? formatMs(low) : formatMsRange(low, high);
    return groups.length > 1 ? `${range} (${backend}, ${threads})` : range;
  });
  return texts.length > 0 ? texts.join(" / ") : NONE;
}

function significance({ discordant }: LogEntry): string {
  if (!discordant) return NONE;
  const { lost, gained } = discordant;
  const p = mcnemarPValue(lost, gained);
  const verdict = p < SIGNIFICANCE ? "beyond chance" : "within chance";
  return `${formatCount(lost)} lost, ${formatCount(gained)} gained: ${verdict}`;
}

/** What was measured, one row per measure. */
export function comparedRows(runs: readonly LogEntry[]): ComparedRow[] {
  const row = (label: string, fp32: string, text: (run: LogEntry) => string): ComparedRow => ({
    label,
    fp32,
    values: runs.map((run) => ({ id: run.id, text: text(run) })),
  });
  const share = ({ correct, total }: LogEntry["agreement"]) =>
    total > 0 ? formatPercent(correct / total) : NONE;
  const noise = ({ outputSqnrDb }: LogEntry) => (outputSqnrDb === null ? NONE : formatDecibels(outputSqnrDb));
  return [
    row("Model", NONE, ({ modelName }) => modelName),
    row("Variant", "FP32", ({ recipe }) => variantTitle(recipe)),
    row("Top-1", common(runs, top1), ({ quantized }) => top1(quantized)),
    row("Against FP32", NONE, significance),
    row("Agreement", NONE, ({ agreement }) => share(agreement)),
    row("SQNR of the output", NONE, noise),
    row(
      "Size",
      common(runs, ({ sizeBytes }) => formatBytes(sizeBytes)),
      ({ quantized }) => formatBytes(quantized.sizeBytes),
    ),
    row("Latency", floatLatency(runs), ({ quantized }) => latency(quantized)),
  ];
}

/** The options that are not the same in all of the runs. */
export function differingOptions(runs: readonly LogEntry[]): { label: string; values: Value[] }[] {
  const options = runs.map(({ recipe }) => new Map(recipeOptions(recipe).map((each) => [each.path, each])));
  const paths = [...new Set(options.flatMap((each) => [...each.keys()]))];
  return paths.flatMap((path) => {
    const texts = options.map((each) => each.get(path)?.value ?? "default");
    if (new Set(texts).size === 1) return [];
    const label = options.find((each) => each.has(path))?.get(path)?.label ?? path;
    return [{ label, values: runs.map(({ id }, i) => ({ id, text: texts[i] })) }];
  });
}
