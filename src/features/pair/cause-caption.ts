import type { LayerGridUse } from "#numerics/weights/channel-levels.ts";
import type { LayerLevels } from "#protocol/layer-explorer.ts";
import { formatCount, formatCounted } from "#words/format.ts";

/** A channel is starved where it uses less than this part of the levels that its weights could use. */
const STARVED = 1 / 4;

/** What the picture of a layer's levels shows, in sentences with the numbers of the case at hand. */
export function causeCaption({ settings, channels, total, channelSize }: LayerLevels): string {
  if (total === 0 || channels.length === 0) return "This layer has no output channel with weights.";
  const names = ["A", "B"];
  const sentences = settings.map((found, i) =>
    found ? settingSentence(names[i], found, channelSize) : `${names[i]} keeps this layer in floating point.`,
  );
  const counted =
    channels.length < total
      ? ` Counted on the ${formatCounted(channels.length, "channel")} drawn of ${formatCount(total)}.`
      : "";
  return `${sentences.join(" ")}${counted}`;
}

function settingSentence(
  name: string,
  { used, levelCount, reach }: LayerGridUse,
  channelSize: number,
): string {
  const alive = [...used].filter((_, place) => reach[place] > 0);
  if (alive.length === 0) return `${name}: all weights are zero, and any scale holds them.`;
  const sorted = alive.toSorted((a, b) => a - b);
  const median = sorted[(sorted.length - 1) >> 1];
  // A channel of nine weights can use nine levels at most.
  const usable = Math.min(levelCount, channelSize);
  const starved = alive.filter((count) => count < STARVED * usable).length;
  const limit =
    channelSize < levelCount
      ? ` (a channel has ${formatCounted(channelSize, "weight")} to use them with)`
      : "";
  const start = `Under ${name} the channel in the middle uses ${formatCount(median)} of ${formatCounted(levelCount, "level")}${limit}`;
  return starved === 0
    ? `${start}, and no channel less than a quarter of what it could.`
    : `${start}, and ${formatCounted(starved, "channel")} of ${formatCount(alive.length)} ${starved === 1 ? "uses" : "use"} less than a quarter of what ${starved === 1 ? "it" : "they"} could.`;
}
