import { codeRange } from "#numerics/affine.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";
import type { LayerWeights } from "#protocol/layer-explorer.ts";
import { formatCount, formatCounted, formatSmall } from "#words/format.ts";

type Channels = Pick<LayerWeights, "bits" | "scheme" | "channelMin" | "channelMax" | "tensorRange">;

/** A channel that is left with less than this part of the common grid is badly off. */
const SMALL = 0.1;

/** What one scale for the whole layer leaves each output channel: why scales per channel help here, or do not. */
export function channelSentence(weights: Channels): string {
  const { channelMin, channelMax, tensorRange } = weights;
  const count = channelMin.length;
  const all = Array.from(channelMin, (low, i) => ownRange(weights.scheme, low, channelMax[i]));
  const used = all.filter(([low, high]) => high > low);
  if (used.length === 0) return "All weights are zero: any scale holds them exactly.";
  if (count === 1)
    return "There is one output channel: a scale per channel is the same as one for the layer.";

  const { qmin, qmax } = codeRange({ ...weights, signed: true });
  const scale = (tensorRange.max - tensorRange.min) / (qmax - qmin);
  const codes = formatCount(qmax - qmin + 1);
  const widths = used.map(([low, high]) => high - low);
  const [low, high] = used[widths.indexOf(Math.min(...widths))];
  const left = formatCount(roundHalfToEven(high / scale) - roundHalfToEven(low / scale) + 1);

  const small = widths.filter((width) => width < SMALL * (tensorRange.max - tensorRange.min)).length;
  const covered = `One scale must cover ${rangeText(weights)}`;
  const empty = count - used.length;
  const rest = empty > 0 ? ` ${channels(empty)} ${empty === 1 ? "holds" : "hold"} only zeros.` : "";
  if (small === 0)
    return `${covered}; the narrowest of ${channels(count)} still uses ${left} of its ${codes} codes, so scales per channel gain little here.${rest}`;
  const narrow = `${formatCount(small)} of ${channels(count)} ${small === 1 ? "uses" : "use"} less than a tenth of it`;
  return `${covered}; ${narrow}, the narrowest ${left} of ${codes} codes. A scale per channel gives each of them all ${codes}.${rest}`;
}

const channels = (count: number): string => formatCounted(count, "channel");

/** What a grid of the channel's own would span. */
function ownRange(scheme: Channels["scheme"], min: number, max: number): [number, number] {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const reach = Math.max(-low, high);
  return scheme === "symmetric" ? [-reach, reach] : [low, high];
}

const rangeText = ({ scheme, tensorRange: { min, max } }: Channels): string =>
  scheme === "symmetric"
    ? `±${formatSmall(Math.max(-min, max))}`
    : `${formatSmall(min)} to ${formatSmall(max)}`;
