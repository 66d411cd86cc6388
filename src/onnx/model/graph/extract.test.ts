import { expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { run } from "../../fixtures/run.ts";
import { TensorProto_DataType as Type } from "../schema/onnx_pb.ts";
import { floatTensor, uint8Tensor } from "../write/tensor.ts";
import { extractSubgraph } from "./subgraph.ts";
import { tapOutputs } from "./tap.ts";

const model = buildModel({
  inputs: { x: ["n", 4] },
  outputs: { y: ["n", 2] },
  initializers: [
    noiseTensor("w1", [4, 3], 1),
    noiseTensor("w2", [3, 2], 2),
    floatTensor("s", [], [0.01]),
    uint8Tensor("z", [], [128]),
  ],
  nodes: [
    node("MatMul", ["x", "w1"], "m"),
    node("QuantizeLinear", ["m", "s", "z"], "q"),
    node("DequantizeLinear", ["q", "s", "z"], "d"),
    node("MatMul", ["d", "w2"], "y"),
  ],
});

it("cuts out the nodes between two tensors, with their initialisers only", async () => {
  const part = extractSubgraph(model, [{ name: "d", elemType: Type.FLOAT, dims: ["n", 3] }], ["y"]);
  expect(part.graph?.node).toHaveLength(1);
  expect(part.graph?.initializer.map(({ name }) => name)).toEqual(["w2"]);
  const { d, y } = await run(
    tapOutputs(model, ["d"]),
    { x: { data: noise(4, 3), dims: [1, 4] } },
    "disabled",
  );
  const alone = await run(part, { d: { data: d.data, dims: [1, 3] } });
  expect(alone.y.data).toEqual(y.data);
});

it("takes and gives 8-bit tensors", async () => {
  const front = extractSubgraph(model, [{ name: "x", elemType: Type.FLOAT, dims: [1, 4] }], ["q"]);
  const back = extractSubgraph(model, [{ name: "q", elemType: Type.UINT8, dims: [1, 3] }], ["y"]);
  const x = { data: noise(4, 3), dims: [1, 4] };
  const codes = (await run(front, { x })).q.data as unknown;
  expect(codes).toBeInstanceOf(Uint8Array);
  const { y } = await run(back, { q: { data: codes as Uint8Array, dims: [1, 3] } }, "disabled");
  expect(y.data).toEqual((await run(model, { x }, "disabled")).y.data);
});
