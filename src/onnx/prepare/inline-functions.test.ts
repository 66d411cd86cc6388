import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { refusalOf } from "../fixtures/refusal.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { body, trueTensor, withBodies } from "../fixtures/subgraph.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import { readModel } from "../model/read/model.ts";
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type FunctionProto,
  FunctionProtoSchema,
  type ModelProto,
  type NodeProto,
  OperatorSetIdProtoSchema,
} from "../model/schema/onnx_pb.ts";
import { writeModel } from "../model/write/model.ts";
import { attributeProto, onnxNode } from "../model/write/node.ts";
import { hiddenLayers } from "../recognize/hidden-layers.ts";
import { inlineFunctions } from "./inline-functions.ts";

type Parts = Partial<Pick<FunctionProto, "attribute" | "attributeProto" | "overload">>;

function own(
  name: string,
  input: string[],
  output: string[],
  nodes: NodeProto[],
  parts: Parts = {},
  opset = 17,
): FunctionProto {
  const opsetImport = [
    create(OperatorSetIdProtoSchema, { domain: "", version: BigInt(opset) }),
    create(OperatorSetIdProtoSchema, { domain: "local", version: 1n }),
  ];
  return create(FunctionProtoSchema, {
    name,
    domain: "local",
    input,
    output,
    node: nodes,
    opsetImport,
    ...parts,
  });
}

/** A call of an own function. */
function call(name: string, inputs: string[], outputs: string[], attributes = {}, overload = ""): NodeProto {
  return Object.assign(onnxNode(name, "", inputs, outputs, attributes), { domain: "local", overload });
}

/** A node whose attribute is the one of that name of the call. */
function referring(from: NodeProto, attribute: string, reference: string, type: AttributeType): NodeProto {
  from.attribute.push(create(AttributeProtoSchema, { name: attribute, refAttrName: reference, type }));
  return from;
}

function modelOf(
  nodes: NodeProto[],
  functions: FunctionProto[],
  opset = 17,
  output = ["n", 4, 6, 6],
): ModelProto {
  const model = buildModel({
    inputs: { x: ["n", 3, 6, 6] },
    outputs: { y: output },
    initializers: [noiseTensor("w", [4, 3, 3, 3], 1), noiseTensor("v", [4, 4, 3, 3], 2), trueTensor("yes")],
    nodes,
    opset,
  });
  model.irVersion = 10n;
  model.functions = functions;
  model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: "local", version: 1n }));
  return model;
}

const feeds = { x: { data: noise(2 * 3 * 36, 9), dims: [2, 3, 6, 6] } };
const layersOf = (model: ModelProto) => quantizableLayers(graphView(model)).layers.map(({ name }) => name);
const convolve = (weight: string) => node("Conv", ["a", weight], "sum", { pads: [1, 1, 1, 1] });

/** Inlines it as it comes from a file, and makes sure that the runtime gives the same. */
async function inlined(model: ModelProto): Promise<ModelProto> {
  const result = inlineFunctions(readModel(writeModel(model)));
  const [before, after] = [await run(model, feeds), await run(result, feeds)];
  expect(maxDifference(after.y.data, before.y.data)).toBeLessThan(1e-6);
  expect(before.y.data.some((value) => value !== 0)).toBe(true);
  return result;
}

describe("inlineFunctions", () => {
  it("makes layers of a function called twice layers of the graph, under names of their own", async () => {
    const block = own("Block", ["a", "b"], ["r"], [convolve("b"), node("Relu", ["sum"], "r")]);
    const nodes = [call("Block", ["x", "w"], ["sum"]), call("Block", ["sum", "v"], ["y"])];
    const result = await inlined(modelOf(nodes, [block]));
    expect(layersOf(result)).toEqual(["Block_0/sum/Conv", "Block_1/sum/Conv"]);
    expect(result.functions).toEqual([]);
    expect(hiddenLayers(result)).toEqual([]);
  });

  it("follows calls in calls, with optional inputs and outputs that are left out", async () => {
    const inner = own(
      "Inner",
      ["a", "b", "bias"],
      ["sum", "again"],
      [node("Conv", ["a", "b", "bias"], "sum", { pads: [1, 1, 1, 1] }), node("Abs", ["sum"], "again")],
    );
    const outer = own(
      "Outer",
      ["a", "b"],
      ["r"],
      [
        call("Inner", ["a", "b"], ["sum"]),
        node("ReduceMean", ["a"], "mean", { axes: [1], keepdims: 1 }),
        node("Add", ["sum", "mean"], "r"),
      ],
    );
    const plain = [
      node("Conv", ["x", "w"], "sum", { pads: [1, 1, 1, 1] }),
      node("ReduceMean", ["x"], "mean", { axes: [1], keepdims: 1 }),
      node("Add", ["sum", "mean"], "y"),
    ];
    // The runtime itself fails at the output that is left out.
    const result = inlineFunctions(modelOf([call("Outer", ["x", "w"], ["y"])], [outer, inner]));
    expect(layersOf(result)).toEqual(["Outer_0/Inner/sum/Conv"]);
    const expected = (await run(modelOf(plain, []), feeds)).y.data;
    expect(maxDifference((await run(result, feeds)).y.data, expected)).toBe(0);
  });

  it("hands on outputs that are inputs, or another output once more", async () => {
    const both = own(
      "Both",
      ["a", "b", "bias"],
      ["sum", "a", "sum"],
      [node("Conv", ["a", "b", "bias"], "sum")],
    );
    const nodes = [
      call("Both", ["x", "w", ""], ["", "same", "z"]),
      node("ReduceMean", ["same"], "mean", { axes: [1, 2, 3], keepdims: 1 }),
      node("Add", ["z", "mean"], "y"),
    ];
    const plain = [
      node("Conv", ["x", "w"], "z"),
      node("ReduceMean", ["x"], "mean", { axes: [1, 2, 3], keepdims: 1 }),
      node("Add", ["z", "mean"], "y"),
    ];
    const result = inlineFunctions(modelOf(nodes, [both], 17, ["n", 4, 4, 4]));
    expect(layersOf(result)).toEqual(["Both_0/sum/Conv"]);
    const expected = (await run(modelOf(plain, [], 17, ["n", 4, 4, 4]), feeds)).y.data;
    expect(maxDifference((await run(result, feeds)).y.data, expected)).toBe(0);
  });

  it("fills in attributes from the call, else from the function's defaults, else not at all", async () => {
    const leaky = referring(onnxNode("LeakyRelu", "", ["a"], ["l"]), "alpha", "slope", AttributeType.FLOAT);
    const elu = referring(onnxNode("Elu", "", ["l"], ["e"]), "alpha", "unknown", AttributeType.FLOAT);
    const softened = own("Soft", ["a"], ["e"], [leaky, elu], {
      attribute: ["unknown"],
      attributeProto: [attributeProto("slope", { float: 0.5 })],
    });
    const nodes = [
      call("Soft", ["x"], ["s"]),
      call("Soft", ["s"], ["t"], { slope: { float: 0.25 }, unknown: { float: 2 } }),
      node("Conv", ["t", "w"], "y", { pads: [1, 1, 1, 1] }),
    ];
    const alphas = mainGraph(await inlined(modelOf(nodes, [softened])))
      .node.filter(({ opType }) => opType !== "Conv")
      .map(({ attribute }) => attribute.map(({ name, f }) => [name, f]));
    expect(alphas).toEqual([[["alpha", 0.5]], [], [["alpha", 0.25]], [["alpha", 2]]]);
  });

  it("tells overloads apart", () => {
    const by = (op: string, overload: string) =>
      own("Act", ["a"], ["r"], [node(op, ["a"], "r")], { overload });
    const nodes = [call("Act", ["x"], ["r"], {}, "one"), call("Act", ["r"], ["y"], {}, "two")];
    const result = inlineFunctions(modelOf(nodes, [by("Relu", "one"), by("Neg", "two")], 17, ["n", 3, 6, 6]));
    expect(mainGraph(result).node.map(({ opType }) => opType)).toEqual(["Relu", "Neg"]);
  });

  it("reaches into branches, and keeps apart what branches and functions call alike", async () => {
    const branch = (attribute: string, op: string) => body(attribute, [node(op, ["sum"], "z")], ["z"]);
    const chosen = withBodies(
      onnxNode("If", "", ["c"], ["r"]),
      branch("then_branch", "Relu"),
      branch("else_branch", "Neg"),
    );
    const block = own("Block", ["a", "b", "c"], ["r"], [convolve("b"), chosen]);
    const caller = body("then_branch", [call("Block", ["x", "w", "yes"], ["z"])], ["z"]);
    const other = body("else_branch", [node("Conv", ["x", "w"], "z2", { pads: [1, 1, 1, 1] })], ["z2"]);
    const nodes = [
      withBodies(onnxNode("If", "choice", ["yes"], ["sum"]), caller, other),
      call("Block", ["sum", "v", "yes"], ["y"]),
    ];
    const result = await inlined(modelOf(nodes, [block]));
    expect(layersOf(result)).toEqual(["Block_1/sum/Conv"]);
    expect(hiddenLayers(result)).toMatchObject([
      { op: "Conv", reason: "it is in a branch of “choice”, and the lab quantizes layers of the main graph" },
      { name: "choice/z2/Conv" },
    ]);
  });

  it("raises a function of an older operator set, and the model to that of a newer one", async () => {
    const squeezed = (axes: boolean) =>
      own(
        "Block",
        ["a", "b"],
        ["r"],
        [
          convolve("b"),
          ...(axes
            ? [node("Unsqueeze", ["sum"], "u", { axes: [4] }), node("Squeeze", ["u"], "r", { axes: [4] })]
            : [node("Relu", ["sum"], "r")]),
        ],
        {},
        axes ? 12 : 18,
      );
    const nodes = () => [call("Block", ["x", "w"], ["y"])];
    const old = inlineFunctions(modelOf(nodes(), [squeezed(true)]));
    expect(layersOf(old)).toEqual(["Block_0/sum/Conv"]);
    const plain = modelOf([node("Conv", ["x", "w"], "y", { pads: [1, 1, 1, 1] })], []);
    const expected = (await run(plain, feeds)).y.data;
    expect(maxDifference((await run(old, feeds)).y.data, expected)).toBeLessThan(1e-6);
    const newer = inlineFunctions(modelOf(nodes(), [squeezed(false)]));
    expect(graphView(newer).opset).toBe(18);
    expect(layersOf(newer)).toEqual(["Block_0/sum/Conv"]);
  });

  it("leaves a function that cannot be brought to the model's operator set, and its layers are told", () => {
    const block = own("Block", ["a", "b"], ["sum"], [convolve("b"), node("DFT", ["sum"], "d")], {}, 17);
    const model = modelOf([call("Block", ["x", "w"], ["y"])], [block], 20);
    const result = inlineFunctions(model);
    expect(result.functions).toHaveLength(1);
    expect(hiddenLayers(result)).toEqual([
      {
        name: "local.Block/sum/Conv",
        op: "Conv",
        reason: "it is in the function “local.Block”, whose operator sets are not the model's",
      },
    ]);
  });

  it("refuses functions that call themselves, and calls that multiply without end, before it makes a node", () => {
    const again = own("Again", ["a"], ["r"], [call("Again", ["a"], ["r"])]);
    expect(refusalOf(() => inlineFunctions(modelOf([call("Again", ["x"], ["y"])], [again])))).toMatchObject({
      code: "model.damaged",
      details: { what: "a function calls itself", name: "Again" },
    });
    const doubling = Array.from({ length: 60 }, (_, i) =>
      own(
        `F${i}`,
        ["a"],
        ["r"],
        [
          i === 0 ? node("Relu", ["a"], "m") : call(`F${i - 1}`, ["a"], ["m"]),
          i === 0 ? node("Relu", ["m"], "r") : call(`F${i - 1}`, ["m"], ["r"]),
        ],
      ),
    );
    const bomb = modelOf([call("F59", ["x"], ["y"])], doubling);
    expect(refusalOf(() => inlineFunctions(bomb))).toMatchObject({ code: "model.too-large" });
    const deep = Array.from({ length: 200 }, (_, i) =>
      own(`F${i}`, ["a"], ["r"], [i === 0 ? node("Relu", ["a"], "r") : call(`F${i - 1}`, ["a"], ["r"])]),
    ).reverse();
    expect(refusalOf(() => inlineFunctions(modelOf([call("F199", ["x"], ["y"])], deep)))).toMatchObject({
      code: "model.too-large",
      details: { what: "function calls inside each other" },
    });
  });
});
