import { describe, expect, it } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { dequantizeWeights } from "#numerics/weights/weights.ts";
import { attentionNet } from "../fixtures/attention-net.ts";
import { noise } from "../fixtures/build.ts";
import { PER_CHANNEL, planFor, uncalibratedPlan } from "../fixtures/plan.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { type Feed, maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { mainGraph, withGraph } from "../model/graph/shallow-copy.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { prepareModel } from "../prepare/prepare.ts";
import type { QuantizationSpec, RewrittenLayer } from "./plan/plan.ts";
import { quantizeGraph } from "./quantize-graph.ts";

type Net = readonly [name: string, model: ModelProto, output: string, feeds: Record<string, Feed>];

const NETS: readonly Net[] = [
  ["residual", prepareModel(residualNet()).model, "logits", residualFeed(3, 5)],
  ["attention", attentionNet(), "y", { x: { data: noise(2 * 48, 11), dims: [2, 6, 8] } }],
];
const COARSE: WeightSpec = { ...PER_CHANNEL, bits: 3 };

/** The model with the values that the codes of its weights stand for in place of its weights. */
function withReadBack(model: ModelProto, layers: readonly RewrittenLayer[]): ModelProto {
  const values = new Map(
    quantizableLayers(graphView(model)).layers.flatMap(({ weight }, i) => {
      const { weights } = layers[i];
      return weight && weights ? [[weight.tensor, dequantizeWeights(weights, weight.dims)] as const] : [];
    }),
  );
  const initializer = mainGraph(model).initializer.map((tensor) => {
    const floats = values.get(tensor.name);
    return floats ? floatTensor(tensor.name, tensor.dims.map(Number), floats) : tensor;
  });
  return withGraph(model, { initializer });
}

async function planOf(mode: Mode, [, model, , feeds]: Net, spec: WeightSpec): Promise<QuantizationSpec> {
  return mode === "static" ? planFor(model, feeds, spec) : uncalibratedPlan(model, mode, spec);
}

describe.each(NETS)("%s net", (...net) => {
  const [, model, output, feeds] = net;
  const outputOf = async (made: ModelProto, level: "all" | "disabled" = "all") =>
    (await run(made, feeds, level))[output].data;

  describe.each<Mode>(["static", "dynamic"])("%s", (mode) => {
    const made = async (part: QuantizedPart, spec: WeightSpec, of = model) =>
      quantizeGraph(of, { ...(await planOf(mode, net, spec)), part });

    it("weights only: the float network on the values of the codes", async () => {
      const { model: some, layers } = await made("weights", COARSE);
      const float = await outputOf(model);
      const readBack = await outputOf(withReadBack(model, layers));
      // Beside the weights, biases of the static form are int32: half a step of about 0.007.
      for (const level of ["disabled", "all"] as const)
        expect(maxDifference(await outputOf(some, level), readBack)).toBeLessThan(0.005);
      expect(maxDifference(float, readBack)).toBeGreaterThan(0.05);
    });

    it("activations only: the whole on weights that the codes hold exactly", async () => {
      const { layers } = await made("both", COARSE);
      const exact = withReadBack(model, layers);
      const whole = quantizeGraph(exact, await planOf(mode, net, COARSE));
      const some = quantizeGraph(exact, { ...(await planOf(mode, net, COARSE)), part: "activations" });
      const expected = await outputOf(whole.model, "disabled");
      const noiseOfActivations = tensorError(await outputOf(exact), expected).mse;
      const { mse } = tensorError(expected, await outputOf(some.model, "disabled"));
      expect(mse).toBeLessThan(noiseOfActivations / 20);
    });

    it("activations only: coarse weights are not felt", async () => {
      const { model: some } = await made("activations", COARSE);
      const whole = await made("both", COARSE);
      const float = await outputOf(model);
      const { mse } = tensorError(float, await outputOf(some, "disabled"));
      expect(mse).toBeGreaterThan(0);
      expect(tensorError(float, await outputOf(whole.model)).mse).toBeGreaterThan(10 * mse);
    });
  });

  it("FP16 weights, FP16 activations", async () => {
    const { layers } = quantizableLayers(graphView(model));
    const spec = {
      mode: "static" as const,
      layers: new Map(layers.map(({ name }) => [name, "fp16" as const])),
      activations: new Map(),
    };
    const error = async (part: QuantizedPart) => {
      const { model: some } = quantizeGraph(model, { ...spec, part });
      const [all, disabled] = [await outputOf(some), await outputOf(some, "disabled")];
      const { mse } = tensorError(await outputOf(model), all);
      expect(tensorError(all, disabled).mse).toBeLessThan(mse / 20);
      return mse;
    };
    const [weights, activations, both] = [
      await error("weights"),
      await error("activations"),
      await error("both"),
    ];
    expect(weights).toBeGreaterThan(0);
    expect(activations).toBeGreaterThan(0);
    // Independent roundings: their noise adds up, give or take chance.
    expect(both).toBeGreaterThan(Math.max(weights, activations) / 3);
    expect(both).toBeLessThan(3 * (weights + activations));
  });
});
