import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, node, noise } from "../../fixtures/build.ts";
import { refusalOf } from "../../fixtures/refusal.ts";
import { run } from "../../fixtures/run.ts";
import { quantizableLayers } from "../../layers/layers.ts";
import { graphView } from "../../model/graph/graph.ts";
import { mainGraph } from "../../model/graph/shallow-copy.ts";
import { readFloats } from "../../model/read/tensor.ts";
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type ModelProto,
  type SparseTensorProto,
  SparseTensorProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { prepareModel } from "../prepare.ts";
import { denseConstants } from "./dense-constants.ts";

/** `values` at `places` of a [3, 4] tensor. */
function sparse(
  values: number[],
  places: number[],
  dims = [3, 4],
  indexDims = [places.length],
): SparseTensorProto {
  return create(SparseTensorProtoSchema, {
    values: floatTensor("w", [values.length], values),
    indices: int64Tensor("", indexDims, places),
    dims: dims.map(BigInt),
  });
}

const linear = sparse([1, -2, 3], [0, 6, 11]);
const byAxis = sparse([1, -2, 3], [0, 0, 1, 2, 2, 3], [3, 4], [3, 2]);
const DENSE = [1, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 3];

const multiplied = (constants: Parameters<typeof buildModel>[0]["nodes"] = []) =>
  buildModel({
    inputs: { x: ["n", 3] },
    outputs: { y: ["n", 4] },
    nodes: [...constants, node("MatMul", ["x", "w"], "y")],
  });

function asInitializer(tensor: SparseTensorProto): ModelProto {
  const model = multiplied();
  mainGraph(model).sparseInitializer.push(tensor);
  return model;
}

function asConstant(tensor: SparseTensorProto): ModelProto {
  const constant = onnxNode("Constant", "", [], ["w"]);
  const type = AttributeType.SPARSE_TENSOR;
  constant.attribute.push(create(AttributeProtoSchema, { name: "sparse_value", type, sparseTensor: tensor }));
  return multiplied([constant]);
}

describe("denseConstants", () => {
  it.each([
    ["an initialiser", asInitializer(linear)],
    ["an initialiser by indices of two axes", asInitializer(byAxis)],
    ["a Constant node", asConstant(linear)],
  ])("gives %s its zeros, so that it is the weight of a layer", async (_, model) => {
    const { model: prepared } = prepareModel(denseConstants(model));
    const [layer] = quantizableLayers(graphView(prepared)).layers;
    expect(layer.weight?.dims).toEqual([3, 4]);
    expect([...readFloats(mainGraph(prepared).initializer[0])]).toEqual(DENSE);
    const x = noise(6, 1);
    const { y } = await run(prepared, { x: { data: x, dims: [2, 3] } });
    const expected = [0, 1].flatMap((row) => [x[3 * row], 0, -2 * x[3 * row + 1], 3 * x[3 * row + 2]]);
    expected.forEach((value, i) => {
      expect(y.data[i]).toBeCloseTo(value, 6);
    });
  });

  it("holds nothing but zeros where there is no value, and leaves models alone that have nothing sparse", () => {
    const empty = mainGraph(denseConstants(asInitializer(sparse([], [])))).initializer[0];
    expect([...readFloats(empty)]).toEqual(new Array(12).fill(0));
    const plain = multiplied();
    expect(denseConstants(plain)).toBe(plain);
  });

  it("leaves text sparse", () => {
    const text = sparse([1], [0]);
    text.values = create(TensorProtoSchema, {
      name: "w",
      dims: [1n],
      dataType: Type.STRING,
      stringData: [new Uint8Array(1)],
    });
    expect(mainGraph(denseConstants(asInitializer(text))).sparseInitializer).toHaveLength(1);
  });

  it.each([
    ["outside its shape", sparse([1], [12])],
    ["outside its shape", sparse([1], [-1])],
    ["outside its shape", sparse([1], [3, 0], [3, 4], [1, 2])],
    ["another number of places", sparse([1, 2], [0])],
    ["a negative dimension", sparse([1], [0], [-3, 4])],
  ])("refuses values %s", (what, tensor) => {
    const refusal = refusalOf(() => denseConstants(asInitializer(tensor)));
    expect(refusal.code).toBe("model.damaged");
    expect(String(refusal.details.what)).toContain(what);
  });

  it("refuses zeros by the gigabyte before it takes memory for them", () => {
    const refusal = refusalOf(() => denseConstants(asInitializer(sparse([1], [0], [2 ** 20, 2 ** 10]))));
    expect(refusal).toMatchObject({
      code: "model.too-large",
      details: { what: "bytes of sparse constants", found: 2 ** 32, limit: 2 ** 28 },
    });
  });
});
