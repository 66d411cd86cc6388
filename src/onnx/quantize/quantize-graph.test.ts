import { describe, expect, it } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import { floatsToHalves, halvesToFloats } from "#numerics/floats/half.ts";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { PER_CHANNEL, planFor } from "../fixtures/plan.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { type Feed, maxDifference, run } from "../fixtures/run.ts";
import { mainGraph, shallowCopy, withGraph } from "../model/graph/shallow-copy.ts";
import { extractSubgraph } from "../model/graph/subgraph.ts";
import { tapOutputs } from "../model/graph/tap.ts";
import { type ModelProto, NodeProtoSchema } from "../model/schema/onnx_pb.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { foldBatchNorm } from "../prepare/fold-batch-norm.ts";
import type { PlannedLayer, QuantizationSpec } from "./plan/plan.ts";
import { quantizeGraph } from "./quantize-graph.ts";

const MODES: [Mode, op: string][] = [
  ["static", "QuantizeLinear"],
  ["dynamic", "DynamicQuantizeLinear"],
  ["weight-only", "DequantizeLinear"],
];

const opsOf = (model: ModelProto) => new Set(mainGraph(model).node.map(({ opType }) => opType));

/** All layers in integers but for those named in `others`. */
async function specFor(
  model: ModelProto,
  feeds: Record<string, Feed>,
  mode: Mode,
  others: Record<string, PlannedLayer> = {},
): Promise<QuantizationSpec> {
  const plan = await planFor(model, feeds, PER_CHANNEL);
  return { ...plan, mode, layers: new Map([...plan.layers, ...Object.entries(others)]) };
}

function isHalf(values: Float32Array): boolean {
  const bits = new Uint16Array(values.length);
  const back = new Float32Array(values.length);
  floatsToHalves(values, bits);
  halvesToFloats(bits, back);
  return maxDifference(values, back) === 0;
}

describe.each(MODES)("quantizeGraph, %s", (mode, op) => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(1, 1);

  it("takes the mode's form and keeps the recipe in the file", async () => {
    const spec = await specFor(model, feeds, mode);
    const { model: quantized, layers } = quantizeGraph(model, { ...spec, recipe: "{1}" });
    expect(opsOf(quantized)).toContain(op);
    expect(opsOf(quantized).has("QuantizeLinear")).toBe(mode === "static");
    expect(opsOf(quantized).has("DynamicQuantizeLinear")).toBe(mode === "dynamic");
    expect(quantized.metadataProps).toMatchObject([{ key: "quantization_lab.recipe", value: "{1}" }]);
    expect(layers.map(({ precision }) => precision)).toEqual(["int", "int", "int"]);
  });

  it.each(["c1/Conv", "c2/Conv", "logits/Gemm"])("%s in FP16 beside integers", async (layer) => {
    const spec = await specFor(model, feeds, mode, { [layer]: "fp16" });
    const { model: quantized, layers, notices } = quantizeGraph(model, spec);
    expect(notices).toEqual([]);
    const half = layers.find(({ name }) => name === layer) ?? expect.fail("no result");
    expect(half).toMatchObject({
      precision: "fp16",
      arithmetic: "float16",
      storageBits: 16,
      simulated: true,
    });
    expect(layers.filter(({ precision }) => precision === "int")).toHaveLength(2);

    const float = await run(model, feeds);
    const range = Math.max(...float.logits.data.map(Math.abs));
    const tapped = await run(tapOutputs(quantized, [half.sum]), feeds, "all");
    expect(maxDifference(tapped.logits.data, float.logits.data)).toBeLessThan(0.03 * range);
    expect(isHalf(tapped[half.sum].data)).toBe(true);
    const { boundary } = half;
    const [{ tensor, elemType }] = boundary?.inputs ?? expect.fail("no boundary");
    const part = extractSubgraph(quantized, [{ name: tensor, elemType, dims: [] }], [boundary?.output ?? ""]);
    expect(opsOf(part)).toEqual(new Set(["Cast", "Concat", layer.split("/")[1]]));
  });

  it("products of activations in FP16, and all layers in FP16", async () => {
    const attention = attentionNet();
    const feeds = { x: { data: noise(48, 5), dims: [1, 6, 8] } };
    const float = await run(attention, feeds);
    const products = { "scores/MatMul": "fp16", "mixed/MatMul": "fp16" } as const;
    const some = quantizeGraph(attention, await specFor(attention, feeds, mode, products));
    expect(
      some.layers.filter(({ precision }) => precision === "fp16").map(({ storageBits }) => storageBits),
    ).toEqual([null, null]);
    expect(some.notices).toEqual([]);
    const near = await run(some.model, feeds);
    expect(maxDifference(near.y.data, float.y.data)).toBeLessThan(0.15);
    const spec = await specFor(attention, feeds, mode);
    const layers = new Map([...spec.layers.keys()].map((name) => [name, "fp16"] as const));
    const all = quantizeGraph(attention, { ...spec, layers });
    expect(opsOf(all.model)).not.toContain("DequantizeLinear");
    expect(maxDifference((await run(all.model, feeds)).y.data, float.y.data)).toBeLessThan(0.01);
  });

  it("tells of a layer that half precision cannot hold, and keeps it in FP32", async () => {
    const large = buildModel({
      inputs: { x: ["n", 2] },
      outputs: { y: ["n", 2] },
      initializers: [floatTensor("w", [2, 2], [1, 2, 3, 1e5])],
      nodes: [node("MatMul", ["x", "w"], "y")],
    });
    const layers = new Map([["y/MatMul", "fp16" as const]]);
    const { layers: results, notices } = quantizeGraph(large, { mode, layers, activations: new Map() });
    expect(results).toMatchObject([{ precision: "fp32", storageBits: 32, simulated: false }]);
    expect(notices.map(({ code }) => code)).toEqual(["layer.half-overflow"]);
  });

  it("knows nodes without names, and refuses names that no layer has", async () => {
    const unnamed = withGraph(
      buildModel({
        inputs: { x: [3, 4] },
        outputs: { y: [3, 2] },
        initializers: [noiseTensor("w", [4, 4], 1), noiseTensor("v", [4, 2], 2)],
        nodes: [],
      }),
      {
        node: [node("MatMul", ["x", "w"], "m"), node("MatMul", ["m", "v"], "y")].map((named) =>
          shallowCopy(NodeProtoSchema, named, { name: "" }),
        ),
      },
    );
    const rows = { x: { data: noise(12, 3), dims: [3, 4] } };
    const spec = await specFor(unnamed, rows, mode, { MatMul_1: "fp16" });
    const { model: quantized, layers } = quantizeGraph(unnamed, spec);
    expect(layers.map(({ name, precision }) => [name, precision])).toEqual([
      ["MatMul_0", "int"],
      ["MatMul_1", "fp16"],
    ]);
    const [float, { y }] = [await run(unnamed, rows), await run(quantized, rows)];
    expect(maxDifference(y.data, float.y.data)).toBeLessThan(0.05);
    const refused = new Map([["nowhere", "fp32" as const]]);
    expect(() => quantizeGraph(unnamed, { ...spec, layers: refused })).toThrow(
      expect.objectContaining({ code: "recipe.unknown-layer", details: { layer: "nowhere" } }),
    );
  });
});
