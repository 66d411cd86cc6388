import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, node } from "../fixtures/build.ts";
import { halvedModel } from "../fixtures/halved-model.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { mainGraph, withGraph } from "../model/graph/shallow-copy.ts";
import { readModel } from "../model/read/model.ts";
import { type ModelProto, TensorProtoSchema, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import { writeModel } from "../model/write/model.ts";
import { valueInfo } from "../model/write/node.ts";
import { halfTensor } from "../model/write/tensor.ts";
import { toFloat32 } from "./to-float32.ts";

/** The model in FP16 between a Cast of its input and one of its output, so that it takes and gives float32. */
function inHalvesInside(model: ModelProto): ModelProto {
  const half = halvedModel(model);
  const graph = mainGraph(half);
  const inside = graph.node.map((each) =>
    Object.assign(each, {
      input: each.input.map((name) => (name === "x" ? "x_half" : name)),
      output: each.output.map((name) => (name === "logits" ? "logits_half" : name)),
    }),
  );
  return withGraph(half, {
    input: mainGraph(model).input,
    output: mainGraph(model).output,
    node: [
      node("Cast", ["x"], "x_half", { to: Type.FLOAT16 }),
      ...inside,
      node("Cast", ["logits_half"], "logits", { to: Type.FLOAT }),
    ],
    valueInfo: [valueInfo("c1", null, Type.FLOAT16)],
  });
}

describe("toFloat32", () => {
  it("computes what the FP16 network does, without its rounding", async () => {
    const half = inHalvesInside(residualNet());
    const feeds = residualFeed(2, 3);
    const { model, converted } = toFloat32(half);
    expect(converted).toBe(mainGraph(half).initializer.length + 2);
    const [halves, floats] = [await run(half, feeds), await run(model, feeds)];
    expect(maxDifference(halves.logits.data, floats.logits.data)).toBeLessThan(5e-3);
    expect(maxDifference(halves.logits.data, floats.logits.data)).toBeGreaterThan(0);
  });

  it("makes a network whose inputs are FP16 one that takes float32 and can be quantized", async () => {
    const half = readModel(writeModel(halvedModel(residualNet())));
    expect(quantizableLayers(graphView(half)).layers).toEqual([]);
    const { model } = toFloat32(half);
    expect(quantizableLayers(graphView(model)).layers).toHaveLength(3);
    const feeds = residualFeed(2, 3);
    const expected = await run(residualNet(), feeds);
    expect(maxDifference((await run(model, feeds)).logits.data, expected.logits.data)).toBeLessThan(5e-3);
  });

  it("reaches constants in nodes", async () => {
    const constant = halfTensor("", [2], Uint16Array.of(0x3c00, 0xc100));
    const half = halvedModel(
      buildModel({
        inputs: { x: [2] },
        outputs: { y: [2] },
        nodes: [node("Constant", [], "c", { value: { tensor: constant } }), node("Add", ["x", "c"], "y")],
      }),
    );
    const { model, converted } = toFloat32(half);
    expect(converted).toBe(3);
    const { y } = await run(model, { x: { data: Float32Array.of(10, 20), dims: [2] } });
    expect([...y.data]).toEqual([11, 17.5]);
  });

  it("leaves float32 models alone", () => {
    const model = residualNet();
    expect(toFloat32(model)).toEqual({ model, converted: 0, narrowed: 0 });
  });

  /** A product of float32 items with a weight in FP64, between Casts. */
  function doubles(weight: Float64Array, op = "MatMul"): ModelProto {
    const w = create(TensorProtoSchema, {
      name: "w",
      dims: [3n, 2n],
      dataType: Type.DOUBLE,
      rawData: new Uint8Array(weight.slice().buffer),
    });
    return buildModel({
      inputs: { x: ["n", 3] },
      outputs: { y: ["n", 2] },
      initializers: [w],
      nodes: [
        node("Cast", ["x"], "xd", { to: Type.DOUBLE }),
        node(op, ["xd", "w"], "yd"),
        node("Cast", ["yd"], "y", { to: Type.FLOAT }),
      ],
    });
  }

  it("rounds FP64 layers to float32, so that they can be quantized", async () => {
    const original = doubles(Float64Array.of(0.1, -0.2, 0.3, 1 / 3, 0.5, -0.6));
    const { model, converted, narrowed } = toFloat32(original);
    expect({ converted, narrowed }).toEqual({ converted: 0, narrowed: 2 });
    expect(quantizableLayers(graphView(model)).layers).toHaveLength(1);
    const feeds = { x: { data: Float32Array.of(1, 2, 3, -1, 0.5, 2), dims: [2, 3] } };
    const [before, after] = [await run(original, feeds), await run(model, feeds)];
    expect(maxDifference(after.y.data, before.y.data)).toBeLessThan(1e-6);
  });

  it("leaves FP64 where a value would become infinite, or where no layer computes in it", () => {
    const large = doubles(Float64Array.of(1e300, 0, 0, 0, 0, 0));
    expect(toFloat32(large)).toEqual({ model: large, converted: 0, narrowed: 0 });
    const infinite = doubles(Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 0, 0, 0));
    expect(toFloat32(infinite).narrowed).toBe(2);
    const sums = doubles(new Float64Array(6), "Add");
    expect(toFloat32(sums).model).toBe(sums);
  });
});
