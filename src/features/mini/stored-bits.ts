import type { MiniOutcome } from "#protocol/mini.ts";

/** Of an FP32 scale. */
const SCALE_BITS = 32;

/** What a value costs to store with its share of the scales, and of zero points as wide as a code or offsets in FP32. */
export function bitsPerValue({ settings, firstGrid, gridCount, summary }: MiniOutcome): number {
  const { bits, scheme } = settings;
  const zeroBits = firstGrid.offset !== null ? SCALE_BITS : scheme === "asymmetric" ? bits : 0;
  return bits + (gridCount * (SCALE_BITS + zeroBits)) / Math.max(summary.count, 1);
}
