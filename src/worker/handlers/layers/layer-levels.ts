import { channelLevels, type LayerGridUse, widestChannels } from "#numerics/weights/channel-levels.ts";
import type { Handler } from "../../context.ts";
import { finiteRanges, gridRanges } from "./layer-weights.ts";
import { type StoredWeights, storedWeights } from "./stored-weights.ts";

/**
 * The integer levels that the channels of a layer use under one recipe, or two; the channels are those that are widest
 * as the first recipe has them.
 *
 * @throws LabError `recipe.unknown-layer` (details.layer)
 */
export const layerLevels: Handler<"layer.levels"> = async (
  { recipe, b, layer, most },
  { workspace: { model } },
) => {
  const first = storedWeights(model, recipe, layer);
  const { dims, channelAxis } = first.weight;
  const channels = widestChannels(reachOf(first), most);
  const settings = [first, ...(b ? [storedWeights(model, b, layer)] : [])];
  return {
    layer,
    total: dims[channelAxis],
    channelSize: first.original.length / Math.max(1, dims[channelAxis]),
    channels,
    settings: settings.map((found) => levelsOf(found, channels)),
  };
};

/** Largest magnitude of the finite weights of each channel. */
function reachOf(found: StoredWeights): Float32Array {
  const { min, max } = finiteRanges(found);
  return max.map((high, channel) => Math.max(-min[channel], high));
}

function levelsOf(found: StoredWeights, channels: Uint32Array): LayerGridUse | null {
  const { quantized, weight } = found;
  if (!quantized) return null;
  const reach = reachOf(found);
  const grid = gridRanges(quantized, reach.length);
  return {
    ...channelLevels(quantized, weight.dims, weight.channelAxis, channels),
    reach: Float32Array.from(channels, (channel) => reach[channel]),
    gridReach: Float32Array.from(channels, (channel) => Math.max(-grid.min[channel], grid.max[channel])),
  };
}
