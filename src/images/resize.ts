import type { Preprocess } from "#core/recipe.ts";
import type { RgbaImage } from "./sheet.ts";

/** Where the whole square output lies in the source, in source pixels; it may reach outside. */
function window(
  image: RgbaImage,
  mode: Preprocess["resize"],
): { x: number; y: number; w: number; h: number } {
  const { width, height } = image;
  if (mode === "stretch") return { x: 0, y: 0, w: width, h: height };
  const side = mode === "crop" ? Math.min(width, height) : Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, w: side, h: side };
}

/** Triangle-filter taps of one output coordinate: source positions `from…` and their weights, which sum to 1. */
interface Taps {
  from: number;
  weights: Float64Array;
}

/**
 * Taps along one axis, as Pillow's and the browsers' bilinear reduction has them: the triangle is one source
 * pixel wide when enlarging and as wide as the scale factor when reducing, so that reducing does not alias.
 * At the borders the filter is cut off and its weights are scaled up to 1 again.
 */
function axisTaps(start: number, extent: number, size: number, length: number): Taps[] {
  const scale = extent / size;
  const radius = Math.max(1, scale);
  return Array.from({ length: size }, (_, i) => {
    const centre = start + (i + 0.5) * scale;
    const from = Math.max(0, Math.ceil(centre - radius - 0.5));
    const to = Math.min(length - 1, Math.floor(centre + radius - 0.5));
    const weights = new Float64Array(Math.max(0, to - from + 1));
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, 1 - Math.abs(from + k + 0.5 - centre) / radius);
      sum += weights[k];
    }
    return { from, weights: weights.map((w) => w / sum) };
  });
}

/**
 * Resizes an RGBA picture to a `size`×`size` square with a triangle filter. `stretch` ignores the aspect
 * ratio, `crop` takes the central square, `pad` puts the whole picture in the middle on black.
 * Levels are rounded to the nearest, ties to even (a clamped array's own rule).
 */
export function resizeInto(
  image: RgbaImage,
  out: Uint8ClampedArray,
  size: number,
  mode: Preprocess["resize"],
): void {
  const { x, y, w, h } = window(image, mode);
  const columns = axisTaps(x, w, size, image.width);
  const rows = axisTaps(y, h, size, image.height);
  out.fill(0);
  for (let oy = 0; oy < size; oy++) {
    const sy = y + ((oy + 0.5) * h) / size;
    if (sy < 0 || sy >= image.height) continue;
    for (let ox = 0; ox < size; ox++) {
      const sx = x + ((ox + 0.5) * w) / size;
      if (sx < 0 || sx >= image.width) continue;
      sample(image, columns[ox], rows[oy], out, (oy * size + ox) * 4);
    }
  }
}

function sample(image: RgbaImage, column: Taps, row: Taps, out: Uint8ClampedArray, at: number): void {
  let r = 0;
  let g = 0;
  let b = 0;
  for (let j = 0; j < row.weights.length; j++) {
    const line = (row.from + j) * image.width;
    for (let i = 0; i < column.weights.length; i++) {
      const weight = row.weights[j] * column.weights[i];
      const p = (line + column.from + i) * 4;
      r += weight * image.data[p];
      g += weight * image.data[p + 1];
      b += weight * image.data[p + 2];
    }
  }
  out[at] = r;
  out[at + 1] = g;
  out[at + 2] = b;
  out[at + 3] = 255;
}
