import { describe, expect, it } from "vitest";
import type { AffineParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "../../fixtures/plan.ts";
import { type Feed, maxDifference, run } from "../../fixtures/run.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { insertQdq } from "./insert-qdq.ts";

async function quantizedNear(
  model: ModelProto,
  feeds: Record<string, Feed>,
  spec: WeightSpec,
  tolerance: number,
) {
  const result = insertQdq(model, await planFor(model, feeds, spec));
  const float = await run(model, feeds);
  for (const level of ["disabled", "all"] as const) {
    const quantized = await run(result.model, feeds, level);
    for (const [name, { data }] of Object.entries(float)) {
      expect(maxDifference(quantized[name].data, data)).toBeLessThan(tolerance);
    }
  }
  return result;
}

const image = { x: { data: noise(4 * 25, 1), dims: [1, 4, 5, 5] } };
const row = { x: { data: noise(3 * 4, 1), dims: [3, 4] } };

describe.each([
  ["per tensor", PER_TENSOR],
  ["per channel", PER_CHANNEL],
] as const)("insertQdq, %s", (_, spec) => {
  it("a grouped transposed convolution with bias", async () => {
    const model = buildModel({
      inputs: { x: [1, 4, 5, 5] },
      outputs: { y: ["n", "c", "h", "w"] },
      initializers: [noiseTensor("w", [4, 3, 2, 2], 2), noiseTensor("b", [6], 3)],
      nodes: [node("ConvTranspose", ["x", "w", "b"], "y", { group: 2, strides: [2, 2] })],
    });
    await quantizedNear(model, image, spec, 0.05);
  });

  it("Gemm with factors, B not transposed and one bias for all", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4] },
      outputs: { y: ["n", 3], z: ["n", 3] },
      initializers: [noiseTensor("w", [4, 3], 2), noiseTensor("b", [3], 3), floatTensor("one", [1], [0.7])],
      nodes: [
        node("Gemm", ["x", "w", "b"], "y", { alpha: { float: 0.5 }, beta: { float: 2 } }),
        node("Gemm", ["x", "w", "one"], "z"),
      ],
    });
    const { model: quantized } = await quantizedNear(model, row, spec, 0.05);
    expect(quantized.graph?.initializer.filter(({ name }) => name.startsWith("w_quantized"))).toHaveLength(1);
  });

  it("1-D and 3-D convolutions", async () => {
    const model = buildModel({
      inputs: { x: [1, 4, 5, 5] },
      outputs: { y: ["n", "c", "l"] },
      initializers: [noiseTensor("w", [3, 4, 3], 2)],
      nodes: [
        node("Flatten", ["x"], "f"),
        node("Reshape", ["f", "shape"], "r"),
        node("Conv", ["r", "w"], "y"),
      ],
    });
    model.graph?.initializer.push(shape([1, 4, 25]));
    await quantizedNear(model, image, spec, 0.1);
    const deep = buildModel({
      inputs: { x: [1, 4, 5, 5] },
      outputs: { y: ["n", "c", "d", "h", "w"] },
      initializers: [noiseTensor("w", [3, 2, 2, 3, 3], 2), shape([1, 2, 2, 5, 5])],
      nodes: [node("Reshape", ["x", "shape"], "r"), node("Conv", ["r", "w"], "y")],
    });
    await quantizedNear(deep, image, spec, 0.2);
  });

  it.each(["symmetric", "asymmetric"] as const)(
    "widens the scale of a nearly zero channel whose bias would overflow, %s",
    async (scheme) => {
      const weights = noise(2 * 4, 2).map((value, i) => (i < 4 ? value * 1e-12 : value));
      const model = buildModel({
        inputs: { x: [1, 4, 5, 5] },
        outputs: { y: ["n", "c", "h", "w"] },
        initializers: [floatTensor("w", [2, 4, 1, 1], weights), floatTensor("b", [2], [0.5, -0.5])],
        nodes: [node("Conv", ["x", "w", "b"], "y")],
      });
      const { layers } = await quantizedNear(model, image, { ...spec, scheme }, 0.05);
      expect(layers[0]).toMatchObject({ widenedScales: spec === PER_CHANNEL ? 1 : 0, clampedBiases: 0 });
    },
  );
});

it.each(["symmetric", "asymmetric"] as const)(
  "reports biases that are clamped all the same, %s",
  async (scheme) => {
    const model = buildModel({
      inputs: { x: [1, 4, 5, 5] },
      outputs: { y: ["n", "c", "h", "w"] },
      initializers: [floatTensor("w", [1, 4, 1, 1], noise(4, 2)), floatTensor("b", [1], [1e38])],
      nodes: [node("Conv", ["x", "w", "b"], "y")],
    });
    const plan = await planFor(model, image, { ...PER_TENSOR, scheme });
    // A weight scale of 1e38 · 2 / 2^32 / 1e-11 is what the bias would take, and no float32.
    const x = { ...(plan.activations.get("x") as AffineParams), scale: Math.fround(1e-11) };
    plan.activations.set("x", x);
    const { layers, notices } = insertQdq(model, plan);
    expect(layers[0]).toMatchObject({ clampedBiases: 1, widenedScales: 0 });
    const scale = Math.fround(x.scale * (layers[0].weights?.scales[0] ?? Number.NaN));
    expect(notices).toEqual([{ code: "layer.bias-clamped", details: { layer: "y/Conv", count: 1, scale } }]);
  },
);

it("quantizes a tensor that is an output and read inside once, and a bias that two layers share twice", async () => {
  const model = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 4], z: ["n", 4] },
    initializers: [noiseTensor("w", [4, 4], 2), noiseTensor("v", [4, 4], 5), noiseTensor("b", [4], 3)],
    nodes: [node("Gemm", ["x", "w", "b"], "y"), node("Gemm", ["y", "v", "b"], "z")],
  });
  const { model: quantized } = await quantizedNear(model, row, PER_TENSOR, 0.1);
  const names = quantized.graph?.node.map(({ name }) => name) ?? [];
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.startsWith("y_QuantizeLinear"))).toHaveLength(1);
  expect(names.filter((name) => name.startsWith("b_DequantizeLinear"))).toHaveLength(2);
});

function shape(dims: number[]) {
  return int64Tensor("shape", [dims.length], dims);
}
