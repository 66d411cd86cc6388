import { accuracyObstacle } from "#experiment/outcomes/comparable.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { LogEntry } from "#share/log-file.ts";
import { variantTitle } from "#words/recipe-words.ts";

const TIME = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const SHORT_TIME = new Intl.DateTimeFormat("en", {
  ...{ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  hourCycle: "h23",
});

export const timeText = ({ finishedAt }: LogEntry): string => TIME.format(finishedAt);
export const shortTimeText = ({ finishedAt }: LogEntry): string => SHORT_TIME.format(finishedAt);

const optionsText = (recipe: LogEntry["recipe"]): string =>
  `${variantTitle(recipe)}, per ${recipe.weights.granularity.kind}`;

/** What a run is called: by its reader, or by what it was; what tells runs apart comes first. */
export const runName = ({ name, origin, modelName, recipe }: LogEntry): string =>
  name || [origin, optionsText(recipe), modelName].filter(Boolean).join(", ");

const share = ({ correct, total }: { correct: number; total: number }): number | null =>
  total > 0 ? correct / total : null;

/** What is kept of the model: top-1 where there are labels, agreement with FP32 where there are none; 0..1. */
export const kept = ({ quantized, agreement }: LogEntry): number | null =>
  share(quantized.top1) ?? share(agreement);

export const baseline = ({ fp32 }: LogEntry): number | null => share(fp32.top1);

/**
 * How many options lie between two runs, and what that means for what can be learned from them; why nothing can be,
 * where they were not judged alike.
 */
export function changeText(from: LogEntry, to: LogEntry): string {
  const obstacle = accuracyObstacle(from, to);
  return obstacle
    ? `${optionsChanged(from, to)} Their accuracies cannot be compared: ${obstacle}.`
    : optionsChanged(from, to);
}

function optionsChanged(from: LogEntry, to: LogEntry): string {
  const changes = recipeDiff(from.recipe, to.recipe);
  if (changes.length === 0) return "No option differs: only times and chance do.";
  const list = changes.map(({ label, before, after }) => `${label}: ${before} → ${after}`).join("; ");
  if (changes.length === 1) return `One change. ${list}.`;
  const count = ["Two", "Three", "Four", "Five"][changes.length - 2] ?? String(changes.length);
  return `${count} changes: you cannot tell which one helped. ${list}.`;
}
