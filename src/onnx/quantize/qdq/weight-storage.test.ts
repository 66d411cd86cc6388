import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bits, Granularity, WeightSpec } from "#numerics/grid.ts";
import { dequantizeWeights, type QuantizedTensor, quantizeWeights } from "#numerics/weights/weights.ts";
import { buildModel, noise } from "../../fixtures/build.ts";
import { dequantizedModel } from "../../fixtures/dequantized-model.ts";
import { KINDS, oneLayerFeed, sameLayers, withOwnFunction } from "../../fixtures/every-weight.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { withGraph } from "../../model/graph/shallow-copy.ts";
import { tapOutputs } from "../../model/graph/tap.ts";
import { readModel } from "../../model/read/model.ts";
import { type ModelProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { writeModel } from "../../model/write/model.ts";
import { onnxNode } from "../../model/write/node.ts";
import type { RewrittenLayer } from "../plan/plan.ts";
import { weightOnly } from "../weight-only.ts";
import { QdqEditor } from "./editor.ts";
import { storeWeight } from "./weight-storage.ts";

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

const title = ({ scheme, bits, granularity }: WeightSpec) =>
  `${scheme} ${bits} bits ${Object.values(granularity).join(" ")}`;

/** Element types of the codes and zero points that a weight is stored in. */
function storedTypes({ graph }: ModelProto, weight: string): Set<Type> {
  const names = [`${weight}_quantized`, `${weight}_zero_point`];
  const codes = graph?.initializer.filter(({ name }) => names.includes(name)) ?? [];
  return new Set(codes.map(({ dataType }) => dataType));
}

/** One layer per specification, quantized, written, read and run; each must read exactly the weight that its codes stand for. */
async function expectExact(name: string, model: ModelProto): Promise<[ModelProto, RewrittenLayer[]]> {
  const { model: built, layers } = weightOnly(model, {
    mode: "weight-only",
    layers: new Map(specs.map((weights, i) => [`y${i}/layer`, { weights }])),
    activations: new Map(),
  });
  const quantized = readModel(writeModel(built));
  const nodes = new Map(quantized.graph?.node.map((node) => [node.name, node]));
  const tensors = specs.map((_, i) => nodes.get(`y${i}/layer`)?.input[1] ?? expect.fail("no layer"));
  const feeds = oneLayerFeed(name);
  const tapped = await run(tapOutputs(quantized, tensors), feeds, "disabled");
  const expected = await run(dequantizedModel(model, layers), feeds);
  const found = await run(quantized, feeds);
  const { w } = KINDS[name];
  specs.forEach((spec, i) => {
    const { dims, data } = tapped[tensors[i]];
    expect(dims, title(spec)).toEqual(w);
    expect(data, title(spec)).toEqual(dequantizeWeights(layers[i].weights as QuantizedTensor, w));
    expect(maxDifference(found[`y${i}`].data, expected[`y${i}`].data), title(spec)).toBeLessThan(1e-5);
  });
  return [quantized, layers];
}

describe.each(Object.keys(KINDS))("the weight of %s in the file is the one meant", (name) => {
  const suffixes = specs.map((_, i) => String(i));

  it("at every width, scheme and granularity", async () => {
    const [quantized, layers] = await expectExact(name, sameLayers(name, suffixes));
    specs.forEach((spec, i) => {
      const packed = spec.bits <= 4;
      const signed = packed ? Type.INT4 : Type.INT8;
      const unsigned = packed ? Type.UINT4 : Type.UINT8;
      const type = spec.scheme === "symmetric" ? signed : unsigned;
      expect(storedTypes(quantized, `w${i}`), title(spec)).toEqual(new Set([type]));
      expect(layers[i], title(spec)).toMatchObject({
        precision: "int",
        arithmetic: "float32",
        simulated: false,
        storageBits: packed ? 4 : 8,
      });
    });
  });

  it("where the operator set cannot be raised", async () => {
    const [quantized, layers] = await expectExact(name, withOwnFunction(sameLayers(name, suffixes)));
    expect(quantized.opsetImport.find(({ domain }) => domain === "")?.version).toBe(17n);
    specs.forEach((spec, i) => {
      const type = spec.scheme === "symmetric" ? Type.INT8 : Type.UINT8;
      expect(storedTypes(quantized, `w${i}`), title(spec)).toEqual(new Set([type]));
      expect(layers[i].storageBits, title(spec)).toBe(8);
    });
  });
});

it("stores any shape, channel axis and group size as it is meant", async () => {
  const tensor = fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 })
    .chain((dims) => fc.record({ dims: fc.constant(dims), axis: fc.nat({ max: dims.length - 1 }) }));
  const options = fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
    form: fc.record({ packed: fc.boolean(), blocked: fc.boolean(), shielded: fc.boolean() }),
    seed: fc.nat({ max: 1000 }),
  });
  const property = fc.asyncProperty(tensor, options, async ({ dims, axis }, { size, scheme, form, seed }) => {
    const count = dims.reduce((a, b) => a * b, 1);
    fc.pre(size < count / dims[axis]);
    const spec: WeightSpec = { bits: 4, scheme, granularity: { kind: "group", size } };
    const quantized = quantizeWeights(noise(count, seed), dims, axis, spec);
    const model = buildModel({ inputs: {}, outputs: { y: dims }, nodes: [], opset: 21 });
    model.irVersion = 10n;
    const editor = new QdqEditor(model);
    const { nodes, output } = storeWeight(editor, "w", dims, quantized, form);
    const node = [...nodes, onnxNode("Identity", "y", [output], ["y"])];
    const { y } = await run(withGraph(model, { node, initializer: editor.initializers }), {});
    expect(y.dims).toEqual(dims);
    expect(y.data).toEqual(dequantizeWeights(quantized, dims));
  });
  await fc.assert(property, { numRuns: 100, seed: 1 });
});
