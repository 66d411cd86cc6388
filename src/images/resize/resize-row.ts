import type { Axis } from "./resize-axis.ts";

/**
 * Resizes one row of pixels along its length. Takes RGBA pixels as little-endian words, of which the row starts at
 * `at` with the first that the axis needs, and writes red, green and blue of each output pixel on the image.
 */
export type ResizeRow = (words: Uint32Array, at: number, line: Float64Array) => void;

/** Up to here a pixel has so few parts to play that the bookkeeping of stretches costs more than it saves (measured). */
const FEW = 2.5;

export function rowResizer(axis: Axis): ResizeRow {
  return axis.scale > FEW ? reducer(axis) : interpolator(axis);
}

/** Each output pixel as the sum of its few taps. */
function interpolator({ taps }: Axis): ResizeRow {
  const starts = Int32Array.from(taps, ({ from }) => from);
  const counts = Int32Array.from(taps, ({ weights }) => weights.length);
  const allWeights = Float64Array.from(taps.flatMap(({ weights }) => [...weights]));
  return (words, at, line) => {
    for (let i = 0, k = 0, to = 0; i < starts.length; i++, to += 3) {
      let r = 0;
      let g = 0;
      let b = 0;
      const start = at + starts[i];
      for (let p = start; p < start + counts[i]; p++, k++) {
        const word = words[p];
        const weight = allWeights[k];
        r += weight * (word & 0xff);
        g += weight * ((word >>> 8) & 0xff);
        b += weight * ((word >>> 16) & 0xff);
      }
      line[to] = r;
      line[to + 1] = g;
      line[to + 2] = b;
    }
  };
}

/** Pixels whose doubly cumulated sum of one channel fits 16 bits: 255·22·23/2 = 64515. */
const RUN = 22;

/**
 * The same sums for reductions, each pixel touched once and in integers. Between the centres of two output pixels
 * the triangle of the right one rises by 1/scale per pixel and that of the left one falls by as much, so that a
 * stretch of pixels a₀, a₁, … adds T = Σ(j + f)·aⱼ/scale to the right and Σaⱼ − T to the left, with f the distance of
 * the first from the left centre. Σaⱼ and Σj·aⱼ come from sums and sums of sums; red and blue share a word.
 */
function reducer({ taps, from: firstOutput, scale, centre, count }: Axis): ResizeRow {
  const outputs = taps.length;
  // Stretch m lies between the centres of outputs m − 1 and m; those before the first and after the last are half used.
  const bounds = new Int32Array(outputs + 2);
  const offsets = new Float64Array(outputs + 1);
  const leftCentre = (m: number) => centre + (firstOutput + m - 1) * scale;
  const pixelAt = (position: number) => Math.min(count, Math.max(0, Math.ceil(position - 0.5)));
  for (let m = 0; m <= outputs + 1; m++) bounds[m] = pixelAt(leftCentre(m));
  for (let m = 0; m <= outputs; m++) offsets[m] = bounds[m] + 0.5 - leftCentre(m);
  const norms = new Float64Array(outputs);
  for (let i = 0; i < outputs; i++) {
    let sum = 0;
    for (let m = i; m <= i + 1; m++) {
      for (let j = 0; j < bounds[m + 1] - bounds[m]; j++) {
        const rise = (j + offsets[m]) / scale;
        sum += m === i ? rise : 1 - rise;
      }
    }
    norms[i] = 1 / sum;
  }

  return (words, at, line) => {
    let riseR = 0;
    let riseG = 0;
    let riseB = 0;
    for (let m = 0; m <= outputs; m++) {
      const begin = at + bounds[m];
      const end = at + bounds[m + 1];
      let r = 0;
      let g = 0;
      let b = 0;
      let weightedR = 0;
      let weightedG = 0;
      let weightedB = 0;
      for (let start = begin; start < end; start += RUN) {
        const stop = Math.min(start + RUN, end);
        let rb = 0;
        let rbSums = 0;
        let greens = 0;
        let greenSums = 0;
        for (let i = start; i < stop; i++) {
          const word = words[i];
          rb = (rb + (word & 0xff00ff)) | 0;
          rbSums = (rbSums + rb) | 0;
          greens = (greens + ((word >>> 8) & 0xff)) | 0;
          greenSums = (greenSums + greens) | 0;
        }
        // Sums of sums count pixel j of n as n − j times; what lies before the run comes on top.
        const reach = stop - begin;
        const reds = rb & 0xffff;
        const blues = rb >>> 16;
        r += reds;
        g += greens;
        b += blues;
        weightedR += reach * reds - (rbSums & 0xffff);
        weightedG += reach * greens - greenSums;
        weightedB += reach * blues - (rbSums >>> 16);
      }
      const f = offsets[m];
      const tr = (weightedR + f * r) / scale;
      const tg = (weightedG + f * g) / scale;
      const tb = (weightedB + f * b) / scale;
      if (m > 0) {
        const to = 3 * m - 3;
        const norm = norms[m - 1];
        line[to] = (riseR + r - tr) * norm;
        line[to + 1] = (riseG + g - tg) * norm;
        line[to + 2] = (riseB + b - tb) * norm;
      }
      riseR = tr;
      riseG = tg;
      riseB = tb;
    }
  };
}
