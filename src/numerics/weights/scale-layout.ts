import type { Granularity } from "../grid.ts";

/** How the elements of a row-major tensor share scales. */
export interface ScaleLayout {
  /** Product of the dimensions before the channel axis. */
  outer: number;
  /** Output channels; 1 when the whole tensor shares one scale. */
  channels: number;
  /** Product of the dimensions after the channel axis. */
  inner: number;
  /** Consecutive elements of the flattened input dimension that share a scale. */
  groupSize: number;
  groupsPerChannel: number;
  /** `channels · groupsPerChannel`; scale index = channel · groupsPerChannel + group. */
  scaleCount: number;
}

/**
 * The layout of scales over a tensor of `shape` whose output channels lie on `channelAxis`. Within a channel
 * the input dimension is everything else flattened in row-major order (`in·kH·kW` for `[out, in, kH, kW]`);
 * groups are cut from it consecutively and the last may be short. One scale per tensor is one channel that
 * holds everything.
 */
export function scaleLayout(
  shape: readonly number[],
  channelAxis: number,
  granularity: Granularity,
): ScaleLayout {
  const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);
  const whole = granularity.kind === "tensor";
  const outer = whole ? 1 : product(shape.slice(0, channelAxis));
  const channels = whole ? 1 : shape[channelAxis];
  const inner = product(whole ? shape : shape.slice(channelAxis + 1));
  const groupSize = granularity.kind === "group" ? granularity.size : Math.max(outer * inner, 1);
  const groupsPerChannel = Math.ceil((outer * inner) / groupSize);
  return { outer, channels, inner, groupSize, groupsPerChannel, scaleCount: channels * groupsPerChannel };
}

/**
 * Calls `visit(scaleIndex, start, end, scaleStep)` for stretches of elements `[start, end)` that cover the
 * tensor once, in memory order: element `start + i` belongs to scale `scaleIndex + i · scaleStep`. The step
 * is 0 except where the channels lie innermost, one element each; then a stretch is one row of them.
 */
export function forEachStretch(
  { outer, channels, inner, groupSize, groupsPerChannel }: ScaleLayout,
  visit: (scaleIndex: number, start: number, end: number, scaleStep: number) => void,
): void {
  let start = 0;
  for (let o = 0; o < outer; o++) {
    // Positions within a channel's flattened input dimension.
    const first = o * inner;
    if (inner === 1 && channels > 1) {
      visit(Math.floor(first / groupSize), start, start + channels, groupsPerChannel);
      start += channels;
      continue;
    }
    for (let channel = 0; channel < channels; channel++) {
      let position = first;
      const last = first + inner;
      while (position < last) {
        const group = Math.floor(position / groupSize);
        const next = Math.min((group + 1) * groupSize, last);
        visit(channel * groupsPerChannel + group, start, start + next - position, 0);
        start += next - position;
        position = next;
      }
    }
  }
}

/**
 * Calls `visit(scaleIndex, start, end)` for every contiguous run of elements `[start, end)` that share a
 * scale, in memory order; a scale is visited as many times as its elements lie in separate runs.
 */
export function forEachRun(
  layout: ScaleLayout,
  visit: (scaleIndex: number, start: number, end: number) => void,
): void {
  forEachStretch(layout, (scale, start, end, step) => {
    if (step === 0) visit(scale, start, end);
    else for (let i = start; i < end; i++) visit(scale + (i - start) * step, i, i + 1);
  });
}
