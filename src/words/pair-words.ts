import { guessedClasses, nearChance } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { Granularity } from "#numerics/grid.ts";
import type { Score } from "#statistics/statistics.ts";
import { changeGroups } from "./change-groups.ts";
import { formatCount, formatPercent } from "./format.ts";

/** How many weights share a scale, for someone who has not met granularity. */
export function scaleWords(granularity: Granularity): string {
  switch (granularity.kind) {
    case "tensor":
      return "one scale per layer";
    case "channel":
      return "one scale per channel";
    case "group":
      return `one scale for every ${formatCount(granularity.size)} weights`;
  }
}

/** A setting in a few words: the weights first, then what becomes of activations. */
export const settingWords = (recipe: Recipe): string => partsOf(recipe).join(", ");

function partsOf({ mode, weights, activations }: Recipe): string[] {
  const precision = mode === "static" ? `${activations.bits}-bit` : "dynamic 8-bit";
  return [
    `${weights.bits}-bit weights`,
    scaleWords(weights.granularity),
    mode === "weight-only" ? "activations in float" : `${precision} activations`,
  ];
}

const SAID = /^(mode|weights\.(bits|granularity)|activations\.bits)$/;
/** More differences than this are counted. */
const MOST_LISTED = 2;

/**
 * The two settings of a pair in words that tell them apart: A in full, with what `settingWords` leaves out where it
 * differs, and of B what is otherwise than in A.
 */
export function pairWords(a: Recipe, b: Recipe): [string, string] {
  const rest = changeGroups(recipeDiff(a, b).filter(({ path }) => !SAID.test(path)));
  const said = (which: "before" | "after") => {
    const listed = rest
      .slice(0, MOST_LISTED)
      .map((change) => `${change.label.toLowerCase()} ${change[which]}`);
    const more = rest.length - listed.length;
    return [...listed, ...(more > 0 ? [`${formatCount(more)} more differences`] : [])];
  };
  const [partsA, partsB] = [partsOf(a), partsOf(b)];
  const others = [...partsB.filter((part, i) => part !== partsA[i]), ...said("after")];
  return [
    [...partsA, ...said("before")].join(", "),
    others.length > 0 ? `with ${others.join(", ")}` : "the same again",
  ];
}

/** An accuracy for someone who has never met a test: in per cent, and whether guessing does as well. */
export function accuracyWords(top1: Score, perClass: readonly Score[]): string {
  if (top1.total === 0) return "no labelled images";
  const classes = guessedClasses(perClass);
  const { nearChance: isNear } = nearChance(top1.correct, top1.total, classes);
  const share = formatPercent(top1.correct / top1.total);
  return isNear ? `${share}, no better than guessing (1 in ${formatCount(classes)})` : share;
}
