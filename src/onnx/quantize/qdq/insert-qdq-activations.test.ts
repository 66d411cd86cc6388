import { describe, expect, it } from "vitest";
import type { AffineParams } from "#numerics/affine.ts";
import type { ActivationSpec, Bits } from "#numerics/grid.ts";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, planFor } from "../../fixtures/plan.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { knownRanges, quantizableLayers } from "../../layers/layers.ts";
import { graphView } from "../../model/graph/graph.ts";
import { insertQdq } from "./insert-qdq.ts";

const image = { x: { data: noise(4 * 36, 1), dims: [1, 4, 6, 6] } };

/** Two convolutions, the first with a Relu, a residual Add of a constant, and an output from each. */
const model = buildModel({
  inputs: { x: [1, 4, 6, 6] },
  outputs: { r: [1, 4, 6, 6], y: [1, 4, 6, 6] },
  initializers: [
    noiseTensor("w", [4, 4, 1, 1], 2),
    noiseTensor("b", [4], 3),
    noiseTensor("v", [4, 4, 1, 1], 4),
  ],
  nodes: [
    node("Conv", ["x", "w", "b"], "c"),
    node("Relu", ["c"], "r"),
    node("Add", ["b4", "r"], "a"),
    node("Conv", ["a", "v"], "y"),
  ],
});
model.graph?.initializer.push(noiseTensor("b4", [4, 1, 1], 5));

describe("activations on narrow and signed grids", () => {
  const widths: Bits[] = [8, 7, 5, 4, 3, 2];
  const grids = widths.flatMap((bits): ActivationSpec[] => [
    { bits, scheme: "asymmetric" },
    { bits, scheme: "symmetric" },
  ]);

  it.each(grids)("hold only values of the grid: $bits bits, $scheme", async (grid) => {
    const plan = await planFor(model, image, PER_CHANNEL, grid);
    const { model: quantized, layers } = insertQdq(model, plan);
    expect(layers.map(({ arithmetic }) => arithmetic)).toEqual(["integer", "integer"]);
    // Twice the calibrated values, so that both ends saturate.
    const louder = { x: { ...image.x, data: image.x.data.map((value) => 2 * value) } };
    for (const level of ["disabled", "all"] as const) {
      const outputs = await run(quantized, louder, level);
      for (const name of ["r", "y"]) {
        const { scale, zeroPoint, qmin, qmax } = plan.activations.get(name) as AffineParams;
        const codes = Array.from(outputs[name].data, (value) => value / scale + zeroPoint);
        expect(Math.max(...codes.map((code) => Math.abs(code - Math.round(code))))).toBeLessThan(1e-3);
        // Eight symmetric bits are stored as plain int8, which has one code more below.
        const lowest = grid.scheme === "symmetric" && grid.bits === 8 ? -128 : qmin;
        expect(Math.min(...codes)).toBeGreaterThan(lowest - 0.5);
        expect(Math.max(...codes)).toBeLessThan(qmax + 0.5);
        if (name !== "r") continue;
        expect(Math.round(Math.min(...codes))).toBe(zeroPoint);
        expect(Math.round(Math.max(...codes))).toBe(qmax);
      }
    }
  });

  it("gives Softmax the range 0 to 1 on the grid it is given", async () => {
    const net = attentionNet();
    const feeds = { x: { data: noise(48, 5), dims: [1, 6, 8] } };
    const view = graphView(net);
    expect([...knownRanges(view, quantizableLayers(view).layers)]).toEqual([["weights", { min: 0, max: 1 }]]);
    const plan = await planFor(net, feeds, PER_CHANNEL, { bits: 4, scheme: "asymmetric" });
    expect(plan.activations.get("weights")).toMatchObject({
      scale: Math.fround(1 / 15),
      zeroPoint: 0,
      qmax: 15,
    });
    const { model: quantized } = insertQdq(net, plan);
    const scale = quantized.graph?.initializer.find(({ name }) => name === "weights_scale");
    expect(new DataView(scale?.rawData.slice().buffer as ArrayBuffer).getFloat32(0, true)).toBe(
      Math.fround(1 / 15),
    );
  });
});

describe("activations without parameters", () => {
  async function without(...tensors: string[]) {
    const plan = await planFor(model, image, PER_CHANNEL);
    for (const tensor of tensors) plan.activations.delete(tensor);
    const result = insertQdq(model, plan);
    const [before, after] = [await run(model, image), await run(result.model, image)];
    expect(maxDifference(after.y.data, before.y.data)).toBeLessThan(0.05);
    return {
      precisions: result.layers.map(({ precision }) => precision),
      notices: result.notices.map(({ code, details }) => [code, details.layer, details.tensor]),
      quantized: result.model.graph?.node.filter(({ opType }) => opType === "QuantizeLinear").length,
    };
  }

  it("keep the layers that read or write them in FP32", async () => {
    expect(await without("x")).toEqual({
      precisions: ["fp32", "int"],
      notices: [["layer.activations-non-finite", "c/Conv", "x"]],
      quantized: 2,
    });
    expect(await without("y")).toMatchObject({ precisions: ["int", "fp32"] });
  });

  it("keep an operator between layers in float, and the layer behind it", async () => {
    expect(await without("a")).toEqual({
      precisions: ["int", "fp32"],
      notices: [["layer.activations-non-finite", "y/Conv", "a"]],
      quantized: 2,
    });
  });

  it("may leave nothing to quantize", async () => {
    expect(await without("r", "a")).toEqual({
      precisions: ["fp32", "fp32"],
      notices: [
        ["layer.activations-non-finite", "c/Conv", "r"],
        ["layer.activations-non-finite", "y/Conv", "a"],
      ],
      quantized: 0,
    });
  });
});

it("keeps a layer's sum as float and its codes, where symmetric codes leave its Relu in place", async () => {
  const plan = await planFor(model, image, PER_CHANNEL, { bits: 8, scheme: "symmetric" });
  const { model: quantized, layers } = insertQdq(model, plan);
  const relu = quantized.graph?.node.find(({ opType }) => opType === "Relu");
  const before = quantized.graph?.node.find(({ output }) => output[0] === relu?.input[0]);
  expect([before?.opType, before?.input[1]]).toEqual(["DequantizeLinear", "r_scale"]);
  expect(layers[0]).toMatchObject({ sum: "c", output: "r" });
});
