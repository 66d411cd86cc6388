import { describe, expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { onnxNode } from "../model/write/node.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";

const feeds = { x: { data: noise(2 * 4 * 6 * 6, 9), dims: [2, 4, 6, 6] } };

/** gamma, beta, mean and var of `channels` channels. */
function statistics(prefix: string, channels: number) {
  return [
    noiseTensor(`${prefix}gamma`, [channels], 1, 2),
    noiseTensor(`${prefix}beta`, [channels], 2),
    noiseTensor(`${prefix}mean`, [channels], 3),
    floatTensor(
      `${prefix}var`,
      [channels],
      noise(channels, 4).map((value) => value + 1.001),
    ),
  ];
}

const BN = ["gamma", "beta", "mean", "var"];

async function expectSameOutputs(model: ModelProto, folded: ModelProto) {
  const before = await run(model, feeds, "disabled");
  const after = await run(folded, feeds, "disabled");
  for (const name of Object.keys(before)) {
    expect(maxDifference(after[name].data, before[name].data)).toBeLessThan(1e-5);
  }
}

const shape = ["n", "c", "h", "w"];

describe("foldBatchNorm", () => {
  it("folds into a convolution without bias and drops what is unused", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4, 6, 6] },
      outputs: { y: shape },
      initializers: [noiseTensor("w", [6, 2, 3, 3], 5), ...statistics("", 6)],
      nodes: [node("Conv", ["x", "w"], "c", { group: 2 }), node("BatchNormalization", ["c", ...BN], "y")],
    });
    const { model: folded, folded: names } = foldBatchNorm(model);
    expect(names).toEqual(["y/BatchNormalization"]);
    expect(folded.graph?.node.map(({ opType }) => opType)).toEqual(["Conv"]);
    expect(folded.graph?.initializer).toHaveLength(2);
    await expectSameOutputs(model, folded);
  });

  it("folds into a grouped transposed convolution with bias", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4, 6, 6] },
      outputs: { y: shape },
      initializers: [noiseTensor("w", [4, 3, 2, 2], 5), noiseTensor("b", [6], 6), ...statistics("", 6)],
      nodes: [
        node("ConvTranspose", ["x", "w", "b"], "c", { group: 2, strides: [2, 2] }),
        node("BatchNormalization", ["c", ...BN], "y", { epsilon: { float: 0.01 } }),
      ],
    });
    const { model: folded } = foldBatchNorm(model);
    expect(folded.graph?.node).toHaveLength(1);
    await expectSameOutputs(model, folded);
  });

  it("copies weights that two convolutions share, and keeps names of unnamed nodes", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4, 6, 6] },
      outputs: { y: shape, z: shape },
      initializers: [noiseTensor("w", [4, 4, 1, 1], 5), ...statistics("", 4)],
      nodes: [
        onnxNode("Conv", "", ["x", "w"], ["c"]),
        onnxNode("BatchNormalization", "", ["c", ...BN], ["y"]),
        onnxNode("Conv", "", ["y", "w"], ["z"]),
      ],
    });
    const { model: folded, folded: names } = foldBatchNorm(model);
    expect(names).toEqual(["BatchNormalization_1"]);
    expect(folded.graph?.node.map(({ name }) => name)).toEqual(["Conv_0", "Conv_2"]);
    await expectSameOutputs(model, folded);
  });

  it("raises an IR version that wants initialisers listed as inputs", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4, 6, 6], w: [4, 4, 1, 1], gamma: [4], beta: [4], mean: [4], var: [4] },
      outputs: { y: shape },
      initializers: [noiseTensor("w", [4, 4, 1, 1], 5), ...statistics("", 4)],
      nodes: [node("Conv", ["x", "w"], "c"), node("BatchNormalization", ["c", ...BN], "y")],
    });
    model.irVersion = 3n;
    const { model: folded } = foldBatchNorm(model);
    expect(folded.irVersion).toBe(4n);
    expect(folded.graph?.input.map(({ name }) => name)).toEqual(["x"]);
    await expectSameOutputs(model, folded);
  });

  it("leaves a BatchNormalization whose input is read or output elsewhere, or that trains", () => {
    const initializers = [noiseTensor("w", [4, 4, 1, 1], 5), ...statistics("", 4)];
    const conv = node("Conv", ["x", "w"], "c");
    const normalization = node("BatchNormalization", ["c", ...BN], "y");
    const inputs = { x: ["n", 4, 6, 6] };
    const twice = [conv, normalization, node("Relu", ["c"], "z")];
    const training = [
      conv,
      onnxNode("BatchNormalization", "t", ["c", ...BN], ["y", "m", "v"], { training_mode: 1 }),
    ];
    for (const model of [
      buildModel({ inputs, outputs: { y: shape, z: shape }, initializers, nodes: twice }),
      buildModel({ inputs, outputs: { y: shape, c: shape }, initializers, nodes: [conv, normalization] }),
      buildModel({ inputs, outputs: { y: shape }, initializers, nodes: training }),
    ]) {
      expect(foldBatchNorm(model).folded).toEqual([]);
    }
  });
});
