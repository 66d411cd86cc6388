import type { Flip } from "#experiment/result.ts";

export type FlipGroup = "all" | "broken" | "repaired" | "other" | "unlabelled";

/**
 * Broken: right in FP32, wrong quantized. Repaired: the reverse. Other: wrong in both, differently. Unlabelled: without
 * a label nothing is right or wrong; the answers differ.
 */
const groupOf = ({ label, fp32, quantized }: Flip): Exclude<FlipGroup, "all"> => {
  if (label < 0) return "unlabelled";
  return fp32 === label ? "broken" : quantized === label ? "repaired" : "other";
};

export function groupFlips(flips: Flip[]): Record<FlipGroup, Flip[]> {
  const of = (group: FlipGroup) => flips.filter((flip) => groupOf(flip) === group);
  return {
    all: flips,
    broken: of("broken"),
    repaired: of("repaired"),
    other: of("other"),
    unlabelled: of("unlabelled"),
  };
}
