import type { MiniOutcome } from "#protocol/mini.ts";
import { formatTimes } from "#words/format.ts";
import { precise } from "./precise.ts";
import { bitsPerValue } from "./stored-bits.ts";

/** B beside A in one sentence; undefined where there is no B. */
export function comparison([a, b]: readonly MiniOutcome[]): string | undefined {
  if (!b) return undefined;
  const bits = [a, b].map(bitsPerValue);
  const cost =
    bits[0] === bits[1]
      ? "for as many bits per value"
      : `for ${precise(bits[1])} bits per value instead of ${precise(bits[0])}`;
  const [first, second] = [a.summary.mse, b.summary.mse];
  if (first === second) return `A and B err alike, ${cost}.`;
  if (first === 0 || second === 0) return `${first === 0 ? "A" : "B"} loses nothing; B is ${cost}.`;
  const ratio = second / first;
  return ratio > 1
    ? `The MSE of B is ${formatTimes(ratio)} that of A, ${cost}.`
    : `The MSE of B is ${formatTimes(1 / ratio)} smaller than that of A, ${cost}.`;
}
