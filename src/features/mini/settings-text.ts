import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { ZERO_FORMS } from "./choices.ts";

/** "4-bit symmetric, per channel, 99.9 % of the values". */
export function settingsText({ bits, scheme, zero, granularity, range }: MiniSettings): string {
  const form = ZERO_FORMS.find(({ value }) => value === zero);
  return [
    `${bits}-bit ${scheme}`,
    ...(scheme === "asymmetric" && form ? [form.label.toLowerCase()] : []),
    granularity.kind === "group" ? `per group of ${granularity.size}` : `per ${granularity.kind}`,
    range.method === "minmax"
      ? "min–max"
      : range.method === "mse"
        ? "least error"
        : `${range.percent}\u00a0% of the values`,
  ].join(", ");
}
