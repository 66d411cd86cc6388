import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { refusalOf } from "../../fixtures/refusal.ts";
import { run } from "../../fixtures/run.ts";
import { body, trueTensor, withBodies } from "../../fixtures/subgraph.ts";
import { withGraph } from "../graph/shallow-copy.ts";
import {
  FunctionProtoSchema,
  type GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
  SparseTensorProtoSchema,
  type TensorProto,
} from "../schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../write/node.ts";
import { floatTensor, int64Tensor } from "../write/tensor.ts";
import { MODEL_LIMITS } from "./limits.ts";
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
    ["empty nodes", repeated(1, new Uint8Array(), 2 ** 21), 1024],
    ["empty initialisers", repeated(5, new Uint8Array(), 2 ** 21), 1024],
    // A packed list is counted in one step.
    ["64-bit integers", inField(5, inField(7, new Uint8Array(2 ** 25))), 2 ** 31],
    ["unknown fields", repeated(99, new Uint8Array(), 2 ** 23), 1024],
  ])("%s", (_, graph, largestStep) => {
    const { code, details } = refusalOf(() => readModel(withIr(graph)));
    expect(code).toBe("model.too-large");
    expect(details.what).toBe("decoded bytes");
    // The count stops in the step that passes the limit, and nothing is decoded before it ends.
    expect(details.found).toBeGreaterThan(MODEL_LIMITS.decodedBytes);
    expect(details.found).toBeLessThan(MODEL_LIMITS.decodedBytes + largestStep);
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

/** A sound model with an If, one branch of which holds these nodes and constants. */
function branching(nodes: NodeProto[], constants: TensorProto[] = []): ModelProto {
  const then = body("then_branch", nodes, [nodes[nodes.length - 1].output[0]]);
  const otherwise = body("else_branch", [onnxNode("Neg", "", ["m"], ["n"])], ["n"]);
  const choice = withBodies(onnxNode("If", "", ["yes"], ["y"]), then, otherwise);
  for (const { g } of choice.attribute.slice(0, 1)) g?.initializer.push(...constants);
  return withGraph(sound(), {
    initializer: [noiseTensor("w", [4, 3], 1), trueTensor("yes")],
    node: [node("MatMul", ["x", "w"], "m"), choice],
  });
}

const CONSTANTS = "two different constants have one name";

describe("a name that means two things is refused", () => {
  const graph = (changes: Parameters<typeof withGraph>[1]) => withGraph(sound(), changes);
  const sparse = create(SparseTensorProtoSchema, {
    dims: [4n, 3n],
    values: floatTensor("w", [1], [1]),
    indices: int64Tensor("at", [1], [0]),
  });
  const functions = ["Neg", "Exp"].map((op) =>
    create(FunctionProtoSchema, {
      domain: "own",
      name: "F",
      node: [onnxNode(op, "", ["a"], ["b"])],
      input: ["a"],
      output: ["b"],
    }),
  );
  const neg = onnxNode("Neg", "", ["m"], ["t"]);
  const leaky = node("LeakyRelu", ["x"], "y", { alpha: { float: 0.5 } });
  it.each<[string, ModelProto, string]>([
    [CONSTANTS, graph({ initializer: [noiseTensor("w", [4, 3], 1), noiseTensor("w", [4, 3], 2)] }), "w"],
    [CONSTANTS, graph({ initializer: [noiseTensor("w", [4, 3], 1), noiseTensor("w", [3, 4], 1)] }), "w"],
    [CONSTANTS, graph({ sparseInitializer: [sparse] }), "w"],
    [CONSTANTS, graph({ initializer: [], sparseInitializer: [sparse, sparse] }), "w"],
    [CONSTANTS, branching([neg], [floatTensor("v", [1], [1]), floatTensor("v", [1], [2])]), "v"],
    ["two inputs have one name", graph({ input: [valueInfo("x", [1, 4]), valueInfo("x", [1, 5])] }), "x"],
    ["a tensor is made twice", graph({ node: [node("Relu", ["x"], "w"), node("Neg", ["w"], "y")] }), "w"],
    [
      "a subgraph makes a tensor that is there around it",
      branching([onnxNode("Neg", "", ["m"], ["w"])]),
      "w",
    ],
    [
      "a subgraph makes a tensor that is there around it",
      branching([neg, onnxNode("Neg", "", ["t"], ["m"])]),
      "m",
    ],
    [
      "node “y/LeakyRelu” has two attributes of one name",
      graph({ node: [Object.assign(leaky, { attribute: [...leaky.attribute, ...leaky.attribute] })] }),
      "alpha",
    ],
    ["two functions have one name", Object.assign(sound(), { functions }), "own.F"],
    [
      "two versions of one operator set are imported",
      Object.assign(sound(), {
        opsetImport: [
          ["", 17n],
          ["ai.onnx", 13n],
        ].map(([domain, version]) =>
          create(OperatorSetIdProtoSchema, { domain: String(domain), version: BigInt(version) }),
        ),
      }),
      "ai.onnx",
    ],
  ])("%s (%#)", (what, model, name) => {
    expect(refusalOf(() => read(model))).toMatchObject({
      code: "model.damaged",
      details: { what, name, twice: true },
    });
  });

  it("but not where both are alike, or where a subgraph has its own", async () => {
    const weight = noiseTensor("w", [4, 3], 1);
    const feeds = { x: { data: noise(4, 2), dims: [1, 4] } };
    const { y } = await run(sound(), feeds);
    const twice = read(
      withGraph(sound(), {
        initializer: [weight, weight],
        output: [valueInfo("y", [1, 3]), valueInfo("y", [1, 3])],
      }),
    );
    expect([twice.graph?.initializer, twice.graph?.output].map((list) => list?.length)).toEqual([1, 1]);
    expect((await run(twice, feeds)).y.data).toEqual(y.data);
    const own = [onnxNode("Mul", "", ["m", "w"], ["t"])];
    const shadowed = await run(read(branching(own, [floatTensor("w", [1], [3])])), feeds);
    const plain = await run(
      read(branching([onnxNode("Mul", "", ["m", "v"], ["t"])], [floatTensor("v", [1], [3])])),
      feeds,
    );
    expect(shadowed.y.data).toEqual(plain.y.data);
  });
});

it("shapes that are stated twice, and differently, tell nothing", () => {
  const stated = [valueInfo("m", [1, 3]), valueInfo("y", [1, 3]), valueInfo("x", [2, 9])];
  const { graph } = read(withGraph(sound(), { valueInfo: [...stated, valueInfo("m", [9])] }));
  expect(graph?.valueInfo.map(({ name }) => name)).toEqual(["y"]);
});

it("puts nodes in order", () => {
  const nodes = sound().graph?.node ?? [];
  const model = read(withGraph(sound(), { node: nodes.toReversed() }));
  expect(model.graph?.node.map(({ opType }) => opType)).toEqual(["MatMul", "Relu"]);
});
