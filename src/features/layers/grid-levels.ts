import type { Scheme } from "#core/recipe.ts";
import type { LayerDetail } from "#protocol/messages.ts";
import { formatFactor } from "#ui/format.ts";

/** More lines than this would fill the picture. */
const MOST = 33;

/**
 * The values that a layer's quantized weights can take, where they share one symmetric grid and are few
 * enough to draw; otherwise none (per channel every channel has a grid of its own).
 */
export function gridLevels({ bits, scales }: LayerDetail, scheme: Scheme | undefined): number[] {
  const largest = 2 ** (bits - 1) - 1;
  if (scheme !== "symmetric" || scales.length !== 1 || 2 * largest + 1 > MOST) return [];
  return Array.from({ length: 2 * largest + 1 }, (_, i) => (i - largest) * scales[0]);
}

/** How unevenly the channels are spread, in words. */
export function spreadText({ channelMin, channelMax }: LayerDetail): string {
  const reach = Array.from(channelMin, (low, i) => Math.max(-low, channelMax[i])).filter(
    (value) => value > 0,
  );
  if (reach.length < 2) return "";
  const factor = Math.max(...reach) / Math.min(...reach);
  return `The widest channel reaches ${formatFactor(factor)} as far as the narrowest.`;
}
