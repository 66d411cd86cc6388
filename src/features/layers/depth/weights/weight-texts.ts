import type { LayerWeights } from "#protocol/layer-explorer.ts";
import { formatCount, formatSmall } from "#words/format.ts";

/** What the weights are after quantization: "8-bit", "FP16"; beside FP32 another name where they stay in it. */
export function storedName({ precision, bits }: Pick<LayerWeights, "precision" | "bits">): string {
  if (precision === "int") return `${bits}-bit`;
  return precision === "fp16" ? "FP16" : "As stored";
}

/** How the grid lies behind the histogram, and why no lines are drawn where there are many grids. */
export function gridText(weights: LayerWeights): string {
  const { precision, levels, scales, channelMin, rounding } = weights;
  if (precision === "fp32") return "The layer is kept in FP32: both are the same.";
  if (precision === "fp16") return "FP16 has no even grid: its steps grow with the value.";
  const learned = rounding === "learned" ? " Which way each weight is rounded was learned." : "";
  if (levels.length > 0)
    return `The ${formatCount(levels.length)} values that the codes stand for lie ${formatSmall(scales[0])} apart; the lines at their ends are where clipping begins.${learned}`;
  const each = scales.length > channelMin.length ? "group" : "channel";
  return `Each ${each} has a grid of its own, ${formatCount(scales.length)} in all: no single set of lines could show them.${learned}`;
}
