import type { MiniOutcome } from "./use-mini.ts";

/** Of an FP32 scale. */
const SCALE_BITS = 32;

/** What a value costs to store with its share of the scales, and of zero points as wide as a code or offsets in FP32. */
export function bitsPerValue({ settings, result, summary }: Omit<MiniOutcome, "name">): number {
  const { bits, scheme } = settings;
  const [{ offset }] = result.grids;
  const zeroBits = offset !== null ? SCALE_BITS : scheme === "asymmetric" ? bits : 0;
  return bits + (result.grids.length * (SCALE_BITS + zeroBits)) / Math.max(summary.count, 1);
}
