import type { Flip } from "#protocol/messages.ts";

export type FlipGroup = "all" | "broken" | "repaired" | "other";

/** Broken: right in FP32, wrong quantized. Repaired: the reverse. Other: wrong in both, differently. */
const groupOf = ({ label, fp32, quantized }: Flip): Exclude<FlipGroup, "all"> =>
  fp32 === label ? "broken" : quantized === label ? "repaired" : "other";

export function groupFlips(flips: Flip[]): Record<FlipGroup, Flip[]> {
  return {
    all: flips,
    broken: flips.filter((flip) => groupOf(flip) === "broken"),
    repaired: flips.filter((flip) => groupOf(flip) === "repaired"),
    other: flips.filter((flip) => groupOf(flip) === "other"),
  };
}
