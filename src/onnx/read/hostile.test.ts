import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { refusalOf } from "../fixtures/refusal.ts";
import { type GraphProtoSchema, type ModelProto, ModelProtoSchema } from "../schema/onnx_pb.ts";
import { withGraph } from "../shallow-copy.ts";
import { onnxNode } from "../write/node.ts";
import { floatTensor } from "../write/tensor.ts";
import { valueInfo } from "../write/value-info.ts";
import { readModel } from "./model.ts";

const sound = () =>
  buildModel({
    inputs: { x: [1, 4] },
    outputs: { y: [1, 3] },
    initializers: [noiseTensor("w", [4, 3], 1)],
    nodes: [node("MatMul", ["x", "w"], "m"), node("Relu", ["m"], "y")],
  });

const read = (model: ModelProto) => readModel(toBinary(ModelProtoSchema, model));
const refused = (changes: Parameters<typeof withGraph>[1]) =>
  refusalOf(() => read(withGraph(sound(), changes)));

/** Bytes of a message that holds nothing but `count` fields of that number and content. */
function repeated(field: number, content: Uint8Array, count: number): Uint8Array {
  const one = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(content).finish();
  const all = new Uint8Array(one.length * count);
  for (let i = 0; i < count; i++) all.set(one, i * one.length);
  return all;
}

function inField(field: number, content: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(content).finish();
}

describe("a bomb is refused before it is decoded", () => {
  it.each([
    ["empty nodes", repeated(1, new Uint8Array(), 2 ** 21)],
    ["empty initialisers", repeated(5, new Uint8Array(), 2 ** 21)],
    ["64-bit integers", inField(5, inField(7, new Uint8Array(2 ** 25)))],
    ["unknown fields", repeated(99, new Uint8Array(), 2 ** 23)],
  ])("%s", (_, graph) => {
    const start = performance.now();
    const { code, details } = refusalOf(() => readModel(withIr(graph)));
    expect(code).toBe("model.too-large");
    expect(details.what).toBe("decoded bytes");
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("graphs inside each other", () => {
    let graph: MessageInitShape<typeof GraphProtoSchema> = { name: "innermost" };
    for (let i = 0; i < 40; i++) {
      graph = { name: "g", node: [{ opType: "If", attribute: [{ name: "then_branch", g: graph }] }] };
    }
    const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph }));
    expect(refusalOf(() => readModel(bytes))).toMatchObject({
      code: "model.too-large",
      details: { what: "nesting" },
    });
  });
});

/** A ModelProto of IR version 8 with a graph of these bytes. */
function withIr(graph: Uint8Array): Uint8Array {
  const head = new BinaryWriter().tag(1, WireType.Varint).uint32(8).finish();
  const tail = inField(7, graph);
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

describe("a graph that contradicts itself is refused by name", () => {
  it.each([
    [{ node: [node("MatMul", ["x", "v"], "y")] }, "a node reads a tensor that nothing makes", "v"],
    [{ output: [valueInfo("z", [1, 3])] }, "an output is a tensor that nothing makes", "z"],
    [{ node: [node("Relu", ["x"], "y"), node("Neg", ["x"], "y")] }, "a tensor is made twice", "y"],
    [{ node: [node("Relu", ["x"], "w"), node("Neg", ["x"], "y")] }, "a tensor is made twice", "w"],
    [{ node: [node("Identity", ["y"], "y")] }, "a tensor depends on itself", "y"],
    [{ node: [node("Add", ["x", "y"], "m"), node("Neg", ["m"], "y")] }, "a tensor depends on itself", "m"],
  ])("%#", (changes, what, name) => {
    expect(refused(changes)).toMatchObject({ code: "model.damaged", details: { what, name } });
  });

  it("also in a subgraph, which sees the tensors around it", () => {
    const branch = (name: string, reads: string) => ({
      name,
      node: [onnxNode("Neg", "", [reads], [`${name}_out`])],
      output: [{ name: `${name}_out` }],
    });
    const choice = (reads: string) =>
      withGraph(sound(), {
        node: [
          node("MatMul", ["x", "w"], "m"),
          Object.assign(onnxNode("If", "", ["x"], ["y"]), {
            attribute: create(ModelProtoSchema, {
              graph: { node: [{ attribute: [{ name: "then_branch", g: branch("then", reads) }] }] },
            }).graph?.node[0].attribute,
          }),
        ],
      });
    expect(read(choice("m")).graph?.node).toHaveLength(2);
    expect(refusalOf(() => read(choice("nowhere")))).toMatchObject({ details: { name: "nowhere" } });
  });

  it.each([
    [[4, 4], 48, 64],
    [[5], 48, 20],
    [[], 48, 4],
    [[0], 48, 0],
  ])("a constant of shape %o with 48 bytes", (dims, found, needed) => {
    const tensor = Object.assign(floatTensor("w", dims, []), { rawData: new Uint8Array(48) });
    const what = "the wrong number of float32 values";
    expect(refused({ initializer: [tensor] })).toMatchObject({
      code: "model.damaged",
      details: { what, name: "w", found, needed },
    });
  });

  it("a constant of absurd size", () => {
    const sized = (...dims: bigint[]) => Object.assign(floatTensor("w", [], []), { dims });
    const codes = [
      sized(-1n),
      sized(2n ** 40n),
      sized(2n ** 20n, 2n ** 20n),
      sized(...Array(40).fill(1n)),
    ].map((tensor) => refused({ initializer: [tensor] }).code);
    expect(codes).toEqual(["model.damaged", "model.too-large", "model.too-large", "model.too-large"]);
  });

  it("more nodes or outputs than any network has", () => {
    const nodes = Array.from({ length: 32_769 }, (_, i) => node("Relu", ["x"], `r${i}`));
    expect(refused({ node: nodes })).toMatchObject({ code: "model.too-large", details: { what: "nodes" } });
    const output = Array.from({ length: 1025 }, () => valueInfo("y", null));
    expect(refused({ output })).toMatchObject({ details: { what: "outputs", found: 1025, limit: 1024 } });
  });
});

it("puts nodes in order", () => {
  const nodes = sound().graph?.node ?? [];
  const model = read(withGraph(sound(), { node: nodes.toReversed() }));
  expect(model.graph?.node.map(({ opType }) => opType)).toEqual(["MatMul", "Relu"]);
});
