import fc from "fast-check";
import { expect, test } from "vitest";
import type { WeightRows } from "#numerics/weights/weight-rows.ts";
import { rowElements, rowSize } from "#numerics/weights/weight-rows.ts";
import { buildModel, node, noise } from "../fixtures/build.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { graphView } from "../model/graph/graph.ts";
import type { Attributes } from "../model/write/node.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { quantizableLayers } from "./layers.ts";
import { layerPatches, weightRows } from "./weight-layout.ts";

interface Case {
  op: string;
  input: number[];
  weight: number[];
  attributes: Attributes;
}

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** The layer's output in ONNX Runtime, and as its patches times its rows, `[position][output channel]`. */
async function bothWays({ op, input, weight, attributes }: Case) {
  const values = noise(product(weight), 3);
  const model = buildModel({
    inputs: { x: input },
    outputs: { y: input.map((_, i) => `d${i}`) },
    initializers: [floatTensor("w", weight, values)],
    nodes: [node(op, ["x", "w"], "y", attributes)],
  });
  const [layer] = quantizableLayers(graphView(model)).layers;
  const rows = weightRows(layer) as WeightRows;
  const data = noise(product(input), 4);
  const { y } = await run(model, { x: { data, dims: input } });
  const patches = layerPatches(layer, input);
  const size = rowSize(rows);
  expect(patches.size).toBe(rows.groups * size);
  const elements = new Int32Array(size);
  const patch = new Float32Array(patches.size + 1);
  const result: number[] = [];
  for (let position = 0; position < patches.count; position++) {
    patches.read(data, position, patch, 1);
    for (let group = 0; group < rows.groups; group++) {
      for (let row = 0; row < rows.rows; row++) {
        rowElements(rows, group, row, elements);
        result.push(elements.reduce((sum, i, j) => sum + values[i] * patch[1 + group * size + j], 0));
      }
    }
  }
  return { runtime: y, result, outputs: rows.groups * rows.rows };
}

/** `[n, channels, …spatial]` with the channels last. */
function channelsLast(data: Float32Array, dims: readonly number[]): number[] {
  const pixels = product(dims.slice(2));
  return Array.from(data, (_, i) => {
    const channel = i % dims[1];
    const position = (i - channel) / dims[1];
    return data[
      ((position - (position % pixels)) / pixels) * dims[1] * pixels + channel * pixels + (position % pixels)
    ];
  });
}

async function checkConv(given: Case): Promise<void> {
  const { runtime, result, outputs } = await bothWays(given);
  expect(runtime.dims[1]).toBe(outputs);
  expect(maxDifference(channelsLast(runtime.data, runtime.dims), result)).toBeLessThan(1e-4);
}

const small = (min: number, max: number) => fc.integer({ min, max });
const conv = fc
  .record({
    transposed: fc.boolean(),
    rank: small(1, 3),
    batch: small(1, 2),
    groups: small(1, 3),
    inputs: small(1, 2),
    outputs: small(1, 2),
  })
  .chain((sizes) => {
    const axes = (min: number, max: number) =>
      fc.array(small(min, max), { minLength: sizes.rank, maxLength: sizes.rank });
    return fc.record({
      sizes: fc.constant(sizes),
      spatial: axes(5, 6),
      kernel: axes(1, 3),
      strides: axes(1, 3),
      dilations: axes(1, 2),
      begin: axes(0, 1),
      end: axes(0, 1),
    });
  })
  .map(({ sizes, spatial, kernel, strides, dilations, begin, end }): Case => {
    const { transposed, batch, groups, inputs, outputs } = sizes;
    return {
      op: transposed ? "ConvTranspose" : "Conv",
      input: [batch, groups * inputs, ...spatial],
      weight: [...(transposed ? [groups * inputs, outputs] : [groups * outputs, inputs]), ...kernel],
      attributes: { group: groups, kernel_shape: kernel, strides, dilations, pads: [...begin, ...end] },
    };
  });

test("convolutions of 1 to 3 axes, both ways, with groups, strides, dilations and padding", async () => {
  await fc.assert(fc.asyncProperty(conv, checkConv), { numRuns: 50, seed: 11 });
});

const conv2d = { input: [1, 2, 7, 8], weight: [3, 2, 3, 2] };
const transposed2d = { input: [1, 2, 4, 5], weight: [2, 3, 3, 4] };
test.each<[string, Case]>([
  ["no attributes", { op: "Conv", ...conv2d, attributes: {} }],
  ["SAME_UPPER", { op: "Conv", ...conv2d, attributes: { auto_pad: "SAME_UPPER", strides: [2, 1] } }],
  ["SAME_LOWER", { op: "Conv", ...conv2d, attributes: { auto_pad: "SAME_LOWER", strides: [2, 3] } }],
  ["VALID", { op: "Conv", ...conv2d, attributes: { auto_pad: "VALID" } }],
  ["transposed", { op: "ConvTranspose", ...transposed2d, attributes: {} }],
  [
    "transposed, SAME_UPPER",
    { op: "ConvTranspose", ...transposed2d, attributes: { auto_pad: "SAME_UPPER", strides: [2, 2] } },
  ],
  [
    "transposed, SAME_LOWER",
    { op: "ConvTranspose", ...transposed2d, attributes: { auto_pad: "SAME_LOWER", strides: [2, 1] } },
  ],
  [
    "output_padding",
    { op: "ConvTranspose", ...transposed2d, attributes: { output_padding: [1, 0], strides: [2, 2] } },
  ],
  [
    "output_shape",
    { op: "ConvTranspose", ...transposed2d, attributes: { output_shape: [8, 10], strides: [2, 2] } },
  ],
])("padding: %s", (_, given) => checkConv(given));

test.each<[string, Case]>([
  ["MatMul", { op: "MatMul", input: [2, 3, 4], weight: [4, 5], attributes: {} }],
  ["MatMul with a stack of one", { op: "MatMul", input: [2, 3, 4], weight: [1, 4, 5], attributes: {} }],
  ["Gemm", { op: "Gemm", input: [3, 4], weight: [4, 5], attributes: {} }],
  ["Gemm, transB", { op: "Gemm", input: [3, 4], weight: [5, 4], attributes: { transB: 1 } }],
  ["Gemm, transA", { op: "Gemm", input: [4, 3], weight: [4, 5], attributes: { transA: 1 } }],
])("%s", async (_, given) => {
  const { runtime, result } = await bothWays(given);
  expect(maxDifference(runtime.data, result)).toBeLessThan(1e-5);
});

test("a stack of matrices and a product of two activations have no rows", () => {
  const model = buildModel({
    inputs: { x: [2, 3, 4] },
    outputs: { y: [2, 3, 3] },
    initializers: [floatTensor("w", [2, 4, 3], noise(24, 1))],
    nodes: [
      node("MatMul", ["x", "w"], "h"),
      node("Transpose", ["h"], "t", { perm: [0, 2, 1] }),
      node("MatMul", ["h", "t"], "y"),
    ],
  });
  const { layers } = quantizableLayers(graphView(model));
  expect(layers.map(weightRows)).toEqual([null, null]);
});
