import { describe, expect, it } from "vitest";
import type { Bits, Granularity, WeightSpec } from "#core/recipe.ts";
import { dequantizeWeights, type QuantizedTensor } from "#core/weights.ts";
import { KINDS, LAYER, oneLayer, oneLayerFeed, withOwnFunction } from "../../fixtures/every-weight.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { readModel } from "../../read/model.ts";
import { type ModelProto, TensorProto_DataType as Type } from "../../schema/onnx_pb.ts";
import { withGraph } from "../../shallow-copy.ts";
import { writeModel } from "../../write/model.ts";
import { floatTensor } from "../../write/tensor.ts";
import type { RewrittenLayer } from "../plan.ts";
import { tapOutputs } from "../tap.ts";
import { weightOnly } from "../weight-only.ts";

const GRANULARITIES: Granularity[] = [
  { kind: "tensor" },
  { kind: "channel" },
  { kind: "group", size: 2 },
  { kind: "group", size: 5 },
  { kind: "group", size: 16 },
];
const specs = (["symmetric", "asymmetric"] as const).flatMap((scheme) =>
  ([8, 4, 3, 2] as const).flatMap((bits: Bits) =>
    GRANULARITIES.map((granularity): WeightSpec => ({ bits, scheme, granularity })),
  ),
);

/** Name of the tensor that the layer reads as its weight. */
function weightTensor({ graph }: ModelProto): string {
  return graph?.node.find(({ name }) => name === LAYER)?.input[1] ?? expect.fail("no layer");
}

function storedTypes({ graph }: ModelProto): Set<Type> {
  const codes = graph?.initializer.filter(({ name }) => /_quantized$|_zero_point$/.test(name)) ?? [];
  return new Set(codes.map(({ dataType }) => dataType));
}

/** The float model with the weight that the codes stand for in place of its own. */
function withWeight(model: ModelProto, weight: Float32Array, dims: number[]): ModelProto {
  const initializer = model.graph?.initializer.filter(({ name }) => name !== "w") ?? [];
  return withGraph(model, { initializer: [...initializer, floatTensor("w", dims, weight)] });
}

async function expectExact(
  name: string,
  model: ModelProto,
  spec: WeightSpec,
): Promise<[ModelProto, RewrittenLayer]> {
  const { model: built, layers } = weightOnly(model, {
    mode: "weight-only",
    layers: new Map([[LAYER, { weights: spec }]]),
    activations: new Map(),
  });
  const quantized = readModel(writeModel(built));
  const { w } = KINDS[name];
  const meant = dequantizeWeights(layers[0].weights as QuantizedTensor, w);
  const tensor = weightTensor(quantized);
  const feeds = oneLayerFeed(name);
  const tapped = await run(tapOutputs(quantized, [tensor]), feeds, "disabled");
  expect(tapped[tensor].dims).toEqual(w);
  expect(tapped[tensor].data).toEqual(meant);
  const [expected, found] = [await run(withWeight(model, meant, w), feeds), await run(quantized, feeds)];
  expect(maxDifference(found.y.data, expected.y.data)).toBeLessThan(1e-5);
  return [quantized, layers[0]];
}

describe.each(Object.keys(KINDS))("the weight of %s in the file is the one meant", (name) => {
  it("at every width, scheme and granularity", async () => {
    for (const spec of specs) {
      const [quantized, layer] = await expectExact(name, oneLayer(name), spec);
      const signed = spec.scheme === "symmetric";
      const packed = spec.bits <= 4;
      const type = signed ? (packed ? Type.INT4 : Type.INT8) : packed ? Type.UINT4 : Type.UINT8;
      expect(storedTypes(quantized)).toEqual(new Set([type]));
      expect(layer).toMatchObject({ precision: "int", arithmetic: "float32", simulated: false });
      expect(layer.storageBits).toBe(packed ? 4 : 8);
    }
  });

  it("where the operator set cannot be raised", async () => {
    for (const spec of specs.filter(({ bits }) => bits === 4 || bits === 8)) {
      const [quantized, { storageBits }] = await expectExact(name, withOwnFunction(oneLayer(name)), spec);
      expect(quantized.opsetImport.find(({ domain }) => domain === "")?.version).toBe(17n);
      expect(storedTypes(quantized)).toEqual(new Set([spec.scheme === "symmetric" ? Type.INT8 : Type.UINT8]));
      expect(storageBits).toBe(8);
    }
  });
});
