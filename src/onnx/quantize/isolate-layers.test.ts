import { describe, expect, it } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { PER_CHANNEL, planFor, uncalibratedPlan } from "../fixtures/plan.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { type Feed, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { tapOutputs } from "../model/graph/tap.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { prepareModel } from "../prepare/prepare.ts";
import { isolateLayers } from "./isolate-layers.ts";
import type { PlannedLayer, QuantizationSpec } from "./plan/plan.ts";
import { quantizeGraph } from "./quantize-graph.ts";

const FINE = { ...PER_CHANNEL, bits: 6 } as const;

/** A convolution with a Relu, two that share its output, one of them read as it is, and their sum. */
const branched = buildModel({
  inputs: { x: ["n", 3, 8, 8] },
  outputs: { y: ["n", 4, 8, 8] },
  initializers: [
    noiseTensor("w1", [4, 3, 1, 1], 1),
    noiseTensor("b1", [4], 2),
    noiseTensor("w2", [4, 4, 1, 1], 3),
    noiseTensor("w3", [4, 4, 1, 1], 4),
  ],
  nodes: [
    node("Conv", ["x", "w1", "b1"], "c1"),
    node("Relu", ["c1"], "r1"),
    node("Conv", ["r1", "w2"], "c2"),
    node("Conv", ["r1", "w3"], "c3"),
    node("Relu", ["c3"], "r3"),
    node("Add", ["c2", "c3"], "s"),
    node("Add", ["s", "r3"], "y"),
  ],
});

const NETS: readonly (readonly [name: string, model: ModelProto, feeds: Record<string, Feed>])[] = [
  ["residual", prepareModel(residualNet()).model, residualFeed(3, 5)],
  ["attention", attentionNet(), { x: { data: noise(2 * 48, 11), dims: [2, 6, 8] } }],
  ["branched", branched, { x: { data: noise(2 * 192, 12), dims: [2, 3, 8, 8] } }],
];

describe.each(NETS)("%s net", (_, model, feeds) => {
  const { layers } = quantizableLayers(graphView(model));
  const everyLayer = new Set(layers.map(({ name }) => name));

  async function bothWays(spec: QuantizationSpec, part: QuantizedPart) {
    const level = part === "activations" ? "disabled" : "all";
    const read = layers.flatMap(({ inputs, outputTensor }) => [...inputs, outputTensor]);
    const fp32 = { ...feeds, ...(await run(tapOutputs(model, read), feeds)) };
    const isolated = isolateLayers(model, everyLayer, spec.activations);
    const pieces = quantizeGraph(isolated.model, { ...spec, part, activations: isolated.activations });
    const apart = await run(
      pieces.model,
      Object.fromEntries(
        isolated.inputs.map((name) => [name, { data: fp32[name].data, dims: [...fp32[name].dims] }]),
      ),
      level,
    );
    const rows = [];
    for (const { name, outputTensor } of layers) {
      const planned = spec.layers.get(name) as PlannedLayer;
      const alone = quantizeGraph(model, { ...spec, part, layers: new Map([[name, planned]]) });
      const output = alone.layers.find((layer) => layer.name === name)?.output ?? "";
      const within = (await run(tapOutputs(alone.model, [output]), feeds, level))[output].data;
      const expected = fp32[outputTensor].data as Float32Array;
      rows.push({ name, expected, within, apart: apart[isolated.outputs.get(name) ?? ""].data });
    }
    return rows;
  }

  const cases = (["static", "dynamic", "weight-only"] as Mode[]).flatMap((mode) =>
    (["weights", "activations", "both"] as QuantizedPart[]).map((part) => [mode, part] as const),
  );

  it.each(cases)("%s, %s: each layer as in the network with it alone quantized", async (mode, part) => {
    const spec = mode === "static" ? await planFor(model, feeds, FINE) : uncalibratedPlan(model, mode, FINE);
    for (const { name, expected, within, apart } of await bothWays(spec, part)) {
      const { mse } = tensorError(expected, within);
      expect(tensorError(within, apart).mse, name).toBeLessThanOrEqual(mse / 1000 + 1e-12);
      const isProduct = layers.find((layer) => layer.name === name)?.weight === null;
      const isTouched =
        mode === "static"
          ? !(isProduct && part === "weights")
          : !isProduct && !(mode === "weight-only" && part === "activations");
      if (isTouched) expect(mse, name).toBeGreaterThan(1e-9);
      else expect(mse, name).toBeLessThan(1e-11);
    }
  });

  it.each<QuantizedPart>(["weights", "activations", "both"])("FP16, %s", async (part) => {
    const spec: QuantizationSpec = {
      mode: "static",
      layers: new Map([...everyLayer].map((name) => [name, "fp16"])),
      activations: new Map(),
    };
    for (const { name, expected, within, apart } of await bothWays(spec, part)) {
      const { mse } = tensorError(expected, within);
      expect(tensorError(within, apart).mse, name).toBeLessThanOrEqual(mse / 20 + 1e-13);
    }
  });
});

it("takes only the layers that are named, and gives shared parameters to what shares them", async () => {
  const model = prepareModel(residualNet()).model;
  const plan = await planFor(model, residualFeed(3, 5), FINE);
  const isolated = isolateLayers(model, new Set(["c2/Conv"]), plan.activations);
  expect(isolated.inputs).toEqual(["p1"]);
  expect(plan.activations.has("p1")).toBe(false);
  expect(isolated.activations.get("p1")).toEqual(plan.activations.get("r1"));
  expect(isolated.model.graph?.node.map(({ opType }) => opType)).toEqual(["Conv"]);
});
