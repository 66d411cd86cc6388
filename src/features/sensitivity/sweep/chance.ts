import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import { formatCount } from "#words/format.ts";
import { formatPValue } from "#words/statistics.ts";

/** Whether so many pictures lost and gained would be surprising if nothing had changed. */
export const isFinding = (lost: number, gained: number): boolean =>
  mcnemarPValue(lost, gained) < SIGNIFICANCE;

/** What became of the pictures of a discordant pair's two sides. */
export type PairWords = readonly [lost: string, gained: string];
export const LOST_AND_GAINED: PairWords = ["lost", "gained"];

/**
 * What the discordant pairs say, in words: a difference that chance explains is never given as one. Where it is one
 * of several that were tested, `adjustedP` is what its p-value is worth among them.
 */
export function chanceText(
  lost: number,
  gained: number,
  among?: { adjustedP: number; tests: number },
  [first, second]: PairWords = LOST_AND_GAINED,
): string {
  if (lost + gained === 0) return `no picture ${first} or ${second}`;
  const p = mcnemarPValue(lost, gained);
  const count = (pictures: number) => (pictures === 0 ? "none" : formatCount(pictures));
  const unit = lost === 0 ? "" : lost === 1 ? " picture" : " pictures";
  const facts = `${count(lost)}${unit} ${first}, ${count(gained)} ${second}, ${formatPValue(p)}`;
  if (p >= SIGNIFICANCE) return `within chance: ${facts}`;
  if (among && among.adjustedP >= SIGNIFICANCE)
    return `within chance among ${formatCount(among.tests)} layers: ${facts}`;
  return facts;
}
