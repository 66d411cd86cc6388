import type { Preprocess } from "#experiment/recipe.ts";

/** Size of the network's image, and how another image is made to fit. */
export interface PictureTarget {
  width: number;
  height: number;
  resize: Preprocess["resize"];
}

/** One axis of a resize: which source pixels make which output pixels, and how much. */
export interface Axis {
  /** Source pixels that are needed: the first of them, and how many. */
  first: number;
  count: number;
  /** Output pixels whose centre is on the image, from (inclusive) to (exclusive), one at least; the others are padding. */
  from: number;
  to: number;
  /** Source pixels to one output pixel. */
  scale: number;
  /** Position of the first output pixel's centre, in source pixels from `first`. */
  centre: number;
  /** One for each output pixel from `from` to `to`. */
  taps: Taps[];
}

/** Triangle-filter taps of one output pixel: needed source pixels `from…` and their weights, which sum to 1. */
export interface Taps {
  from: number;
  weights: Float64Array;
}

/**
 * Both axes of a resize. `stretch` ignores the aspect ratio, `crop` takes the largest central rectangle of the
 * target's, `pad` the smallest rectangle of that shape around the whole image.
 */
export function resizeAxes(
  source: { width: number; height: number },
  target: PictureTarget,
): { columns: Axis; rows: Axis } {
  const { width, height } = target;
  let w = source.width;
  let h = source.height;
  if (target.resize !== "stretch") {
    const wider = source.width * height > source.height * width;
    if (wider === (target.resize === "crop")) w = (source.height * width) / height;
    else h = (source.width * height) / width;
  }
  return {
    columns: axis((source.width - w) / 2, w, width, source.width),
    rows: axis((source.height - h) / 2, h, height, source.height),
  };
}

/**
 * Taps along one axis, as Pillow's and the browsers' bilinear reduction has them: the triangle is one source
 * pixel wide when enlarging and as wide as the scale factor when reducing, so that reducing does not alias.
 * At the borders of the image the filter is cut off and its weights are scaled up to 1 again.
 *
 * @param start where the output begins, in source pixels, and `extent` how much of the source it covers
 * @param size output pixels
 * @param length source pixels
 */
function axis(start: number, extent: number, size: number, length: number): Axis {
  const scale = extent / size;
  const radius = Math.max(1, scale);
  const centre = (i: number) => start + (i + 0.5) * scale;
  let from = 0;
  while (from < size - 1 && centre(from) < 0) from++;
  let to = from + 1;
  while (to < size && centre(to) < length) to++;
  const taps: Taps[] = [];
  for (let i = from; i < to; i++) {
    const low = Math.max(0, Math.ceil(centre(i) - radius - 0.5));
    const high = Math.min(length - 1, Math.floor(centre(i) + radius - 0.5));
    const weights = new Float64Array(high - low + 1);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, 1 - Math.abs(low + k + 0.5 - centre(i)) / radius);
      sum += weights[k];
    }
    for (let k = 0; k < weights.length; k++) weights[k] /= sum;
    taps.push({ from: low, weights });
  }
  const first = taps[0].from;
  const last = taps[taps.length - 1];
  for (const tap of taps) tap.from -= first;
  return {
    first,
    count: last.from + last.weights.length,
    from,
    to,
    scale,
    centre: centre(0) - first,
    taps,
  };
}
