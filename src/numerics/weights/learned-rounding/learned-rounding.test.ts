import fc from "fast-check";
import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import type { Granularity, WeightSpec } from "../../grid.ts";
import { rowElements, rowSize, type WeightRows } from "../weight-rows.ts";
import { dequantizeWeights, quantizeWeights } from "../weights.ts";
import { LayerMoments } from "./layer-moments.ts";
import { type LearnedRounding, learnRounding } from "./learned-rounding.ts";

const MEGABYTE = 2 ** 20;

/** Inputs with a mean and a common part, as behind a ReLU. */
function correlated(patches: number, size: number, seed: number): Float32Array {
  const random = splitmix32(seed);
  const uniform = () => random() / 2 ** 32;
  const values = new Float32Array(patches * size);
  for (let k = 0; k < patches; k++) {
    const shared = uniform();
    for (let j = 0; j < size; j++) values[k * size + j] = Math.max(0, shared + uniform() - 0.7);
  }
  return values;
}

function weightsOf(count: number, seed: number): Float32Array {
  const random = splitmix32(seed);
  return Float32Array.from({ length: count }, () => (random() / 2 ** 31 - 1) ** 3);
}

/** Two groups of a convolution `[6, 4, 3]`: three output channels each, four input channels, three taps. */
const CONV: WeightRows = {
  groups: 2,
  rows: 3,
  channels: 4,
  taps: 3,
  groupStride: 36,
  rowStride: 12,
  channelStride: 3,
};
/** A matrix `[in 10, out 7]`. */
const MATMUL: WeightRows = {
  groups: 1,
  rows: 7,
  channels: 10,
  taps: 1,
  groupStride: 0,
  rowStride: 1,
  channelStride: 7,
};
const LAYERS = [
  { rows: CONV, shape: [6, 4, 3], axis: 0 },
  { rows: MATMUL, shape: [10, 7], axis: 1 },
];

/** Enough inputs for their errors to cancel out: a matrix `[in 80, out 6]`. */
const WIDE = {
  rows: { ...MATMUL, rows: 6, channels: 80, channelStride: 6 },
  shape: [80, 6],
  axis: 1,
};

/** Mean squared difference of the layer's outputs for two weights, straight from the definition. */
function outputMse(rows: WeightRows, a: Float32Array, b: Float32Array, patches: Float32Array): number {
  const size = rowSize(rows);
  const elements = new Int32Array(size);
  let [sum, count] = [0, 0];
  for (let at = 0; at < patches.length; at += rows.groups * size) {
    for (let group = 0; group < rows.groups; group++) {
      for (let row = 0; row < rows.rows; row++) {
        rowElements(rows, group, row, elements);
        let difference = 0;
        for (let j = 0; j < size; j++) {
          difference += (a[elements[j]] - b[elements[j]]) * patches[at + group * size + j];
        }
        sum += difference ** 2;
        count++;
      }
    }
  }
  return sum / count;
}

function learn(layer: (typeof LAYERS)[number], spec: WeightSpec, seed: number, maxBytes = MEGABYTE) {
  const { rows, shape, axis } = layer;
  const values = weightsOf(
    shape.reduce((a, b) => a * b, 1),
    seed,
  );
  const count = 200;
  const patches = correlated(count, rows.groups * rowSize(rows), seed + 1);
  const moments = new LayerMoments(rows, maxBytes);
  const stride = rows.groups * rowSize(rows);
  for (let k = 0; k < count; k += 10) moments.add(patches.subarray(k * stride, (k + 10) * stride), 10);
  const nearest = quantizeWeights(values, shape, axis, spec);
  const result = finish(learnRounding(values, shape, nearest, moments));
  return { result, values, nearest, patches, moments };
}

function finish(rounding: Generator<void, LearnedRounding>): LearnedRounding {
  for (;;) {
    const next = rounding.next();
    if (next.done) return next.value;
  }
}

const granularities: Granularity[] = [{ kind: "tensor" }, { kind: "channel" }, { kind: "group", size: 5 }];
const spec = fc.record({
  bits: fc.constantFrom(2 as const, 3 as const, 4 as const, 8 as const),
  scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
  granularity: fc.constantFrom(...granularities),
});

test("for any grid: same scales, codes within one step on the grid, and the errors that it states", () => {
  fc.assert(
    fc.property(spec, fc.constantFrom(...LAYERS), fc.nat(1000), (s, layer, seed) => {
      const { result, values, nearest, patches } = learn(layer, s, seed);
      const { quantized } = result;
      expect({ ...quantized, codes: null }).toEqual({ ...nearest, codes: null });
      expect(quantized.codes.constructor).toBe(nearest.codes.constructor);

      const before = dequantizeWeights(nearest, layer.shape);
      const after = dequantizeWeights(quantized, layer.shape);
      let changed = 0;
      quantized.codes.forEach((code, i) => {
        expect(code).toBeGreaterThanOrEqual(nearest.qmin);
        expect(code).toBeLessThanOrEqual(nearest.qmax);
        if (code === nearest.codes[i]) return;
        changed++;
        expect(Math.abs(code - nearest.codes[i])).toBe(1);
        // The real value lies between the two integer levels.
        expect(Math.sign(after[i] - values[i])).toBe(-Math.sign(before[i] - values[i]));
      });
      expect(result.changed).toBe(changed);

      const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-5 * b);
      close(result.outputMseNearest, outputMse(layer.rows, values, before, patches));
      close(result.outputMseLearned, outputMse(layer.rows, values, after, patches));
      expect(result.outputMseLearned).toBeLessThanOrEqual(result.outputMseNearest);
    }),
    { numRuns: 60 },
  );
});

test("takes away most of the error of rounding to nearest, the same way every time", () => {
  const grid: WeightSpec = { bits: 4, scheme: "symmetric", granularity: { kind: "channel" } };
  const { result } = learn(WIDE, grid, 7);
  expect(result.outputMseLearned).toBeLessThan(0.4 * result.outputMseNearest);
  expect(learn(WIDE, grid, 7).result).toEqual(result);
});

test("weights on the grid stay where they are, zeros among them", () => {
  const values = weightsOf(80 * 6, 2).map((value, i) => (i % 3 === 0 ? 0 : value));
  const grid: WeightSpec = { bits: 4, scheme: "asymmetric", granularity: { kind: "tensor" } };
  const nearest = quantizeWeights(values, WIDE.shape, 1, grid);
  const moments = new LayerMoments(WIDE.rows, MEGABYTE);
  moments.add(correlated(200, 80, 1), 200);
  const { quantized, changed } = finish(learnRounding(values, WIDE.shape, nearest, moments));
  expect(changed).toBeGreaterThan(20);
  expect(quantized.codes.filter((_, i) => i % 3 === 0)).toEqual(nearest.codes.filter((_, i) => i % 3 === 0));
});

test("rows too long for the memory are rounded in blocks of whole channels, judged by whole patches", () => {
  const grid: WeightSpec = { bits: 3, scheme: "symmetric", granularity: { kind: "channel" } };
  const [conv] = LAYERS;
  const halves = 2 * 12 * 6 * 8;
  expect(LayerMoments.bytes(CONV, halves + 8)).toBe(halves);
  const { result, moments, values, patches } = learn(conv, grid, 3, halves + 8);
  const block = (start: number) =>
    expect.objectContaining({ start, gram: expect.objectContaining({ size: 6 }) });
  expect(moments.blocks).toEqual([
    [block(0), block(6)],
    [block(0), block(6)],
  ]);
  expect(moments.sampled).toBe(40);
  // The first two of every ten patches.
  const sample = patches.filter((_, i) => Math.floor(i / 24) % 10 < 2);
  const mse = outputMse(CONV, values, dequantizeWeights(result.quantized, conv.shape), sample);
  expect(Math.abs(result.outputMseLearned - mse)).toBeLessThan(1e-5 * mse);

  const wide = learn(WIDE, grid, 3, 80 * 20 * 8).result;
  expect(wide.outputMseLearned).toBeLessThan(0.95 * wide.outputMseNearest);
  expect(wide.outputMseLearned).toBeGreaterThan(learn(WIDE, grid, 3).result.outputMseLearned);
});

test("tells when it saw nothing, or something that is not a number", () => {
  const moments = () => new LayerMoments(MATMUL, MEGABYTE);
  expect(moments().isFinite()).toBe(false);
  const good = moments();
  good.add(correlated(4, 10, 1), 4);
  expect(good.isFinite()).toBe(true);
  good.add(new Float32Array(10).fill(Number.NaN), 1);
  expect(good.isFinite()).toBe(false);
});
