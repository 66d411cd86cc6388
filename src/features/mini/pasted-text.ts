import type { ParsedNumbers } from "#lessons/mini/mini-numbers.ts";
import { MINI_LIMIT } from "#lessons/mini/mini-source.ts";
import { formatCount } from "#words/format.ts";

/** What of a pasted text was left out, and why; null where nothing was. */
export function pastedText({ refused, refusedCount, isCut }: Omit<ParsedNumbers, "values">): string | null {
  const parts: string[] = [];
  if (refusedCount > 0) {
    const named = refused.map(({ word, line }) => `“${word}” in line ${line}`).join(", ");
    const more =
      refusedCount > refused.length ? ` and ${formatCount(refusedCount - refused.length)} more` : "";
    parts.push(
      `Left out, since ${refusedCount === 1 ? "it is no number" : "they are no numbers"}: ${named}${more}.`,
    );
  }
  if (isCut)
    parts.push(`Only the first ${formatCount(MINI_LIMIT)} are taken: the page computes no more at once.`);
  return parts.join(" ") || null;
}
