import { describe, expect, it } from "vitest";
import type { AffineParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { fakeQuantizeInto } from "#numerics/quantize.ts";
import { quantizeWeights } from "#numerics/weights/weights.ts";
import { noise } from "../../fixtures/build.ts";
import { dequantizedModel } from "../../fixtures/dequantized-model.ts";
import {
  KINDS,
  LAYER,
  oneLayer,
  oneLayerFeed,
  sameLayers,
  withOwnFunction,
} from "../../fixtures/every-weight.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "../../fixtures/plan.ts";
import { residualFeed, residualNet } from "../../fixtures/residual-net.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { foldBatchNorm } from "../../prepare/fold-batch-norm.ts";
import type { PlannedLayer } from "../plan/plan.ts";
import { insertQdq } from "./insert-qdq.ts";

const groups = (bits: 4 | 8, scheme: WeightSpec["scheme"], size: number): WeightSpec => ({
  bits,
  scheme,
  granularity: { kind: "group", size },
});
const SPECS: [string, WeightSpec][] = [
  ["8 bits per tensor", PER_TENSOR],
  ["8 bits per channel", PER_CHANNEL],
  ["8 bits asymmetric per tensor", { ...PER_TENSOR, scheme: "asymmetric" }],
  ["8 bits asymmetric per channel", { ...PER_CHANNEL, scheme: "asymmetric" }],
  ["4 bits asymmetric per channel", { ...PER_CHANNEL, bits: 4, scheme: "asymmetric" }],
  ["8 bits in groups", groups(8, "symmetric", 5)],
  ["8 bits asymmetric in groups", groups(8, "asymmetric", 4)],
  ["4 bits in groups", groups(4, "symmetric", 4)],
  ["4 bits asymmetric in groups", groups(4, "asymmetric", 5)],
];

function fakeQuantized(values: Float32Array, params: AffineParams): Float32Array {
  const out = new Float32Array(values.length);
  fakeQuantizeInto(values, params, out);
  return out;
}

describe.each(Object.keys(KINDS))("%s between Q→DQ pairs computes what its weights mean", (name) => {
  const { op } = KINDS[name];
  const feeds = oneLayerFeed(name);
  const suffixes = SPECS.map((_, i) => String(i));

  it.each([
    ["at operator set 21", sameLayers(name, suffixes), true],
    ["where the operator set cannot be raised", withOwnFunction(sameLayers(name, suffixes)), false],
  ])("fused and unfused, %s", async (_, model, raised) => {
    const plan = await planFor(model, feeds, PER_TENSOR);
    const planned = new Map(SPECS.map(([, weights], i) => [`y${i}/layer`, { weights }]));
    const { model: quantized, layers } = insertQdq(model, { ...plan, layers: planned });
    const x = fakeQuantized(feeds.x.data as Float32Array, plan.activations.get("x") as AffineParams);
    const float = await run(dequantizedModel(model, layers), { x: { ...feeds.x, data: x } });
    const unfused = await run(quantized, feeds, "disabled");
    const fused = await run(quantized, feeds);
    for (const [i, [title, { bits, granularity }]] of SPECS.entries()) {
      const y = `y${i}`;
      const grid = plan.activations.get(y) as AffineParams;
      const expected = fakeQuantized(float[y].data, grid);
      // A sum on the border between two codes may take either: the bias is rounded, too.
      const tolerance = 1.01 * grid.scale;
      expect(maxDifference(unfused[y].data, expected), title).toBeLessThan(tolerance);
      expect(maxDifference(fused[y].data, expected), title).toBeLessThan(tolerance);
      const { kind } = granularity;
      const shielded = kind === "group" || (name === "batched" && kind === "channel");
      const inFloat = shielded || op === "ConvTranspose";
      expect(layers[i], title).toMatchObject({
        arithmetic: inFloat ? "float32" : "integer",
        simulated: inFloat || bits < 8,
        storageBits: shielded && bits === 4 && raised ? 4 : 8,
      });
    }
  });
});

describe("codes that are given", () => {
  const model = oneLayer("conv2d");
  const feeds = oneLayerFeed("conv2d");
  const { w } = KINDS.conv2d;
  const rounded = quantizeWeights(noise(135, 2, 0.7), w, 0, PER_CHANNEL);

  async function built(planned: PlannedLayer, xScale?: number) {
    const plan = await planFor(model, feeds, PER_CHANNEL);
    const x = plan.activations.get("x") as AffineParams;
    if (xScale) plan.activations.set("x", { ...x, scale: xScale });
    return insertQdq(model, { ...plan, layers: new Map([[LAYER, planned]]) });
  }

  it("are written instead of rounding to nearest, and not changed", async () => {
    const quantized = { ...rounded, codes: rounded.codes.map((code) => Math.min(code + 1, 127)) };
    const given = quantized.codes.slice();
    const { layers, model: file } = await built({ weights: PER_CHANNEL, quantized });
    expect(layers[0].weights?.codes).toEqual(given);
    expect(quantized.codes).toEqual(given);
    const stored = file.graph?.initializer.find((tensor) => tensor.name === "w_quantized");
    expect(stored?.rawData).toEqual(new Uint8Array(given.buffer));
  });

  it("give way, channel by channel, where the bias takes a wider scale", async () => {
    const quantized = { ...rounded, codes: rounded.codes.map((code) => Math.min(code + 1, 127)) };
    // The biases are all different, so that a scale in between is too small for some.
    const { layers } = await built({ weights: PER_CHANNEL, quantized }, Math.fround(1.6e-8));
    const { weights, widenedScales } = layers[0];
    expect(widenedScales).toBeGreaterThan(0);
    expect(widenedScales).toBeLessThan(5);
    const values = noise(135, 2, 0.7);
    for (let channel = 0; channel < 5; channel++) {
      const scale = weights?.scales[channel] ?? Number.NaN;
      const own = (all: ArrayLike<number> = []) => Array.from(all).slice(channel * 27, channel * 27 + 27);
      const error = Math.max(
        ...own(values).map((value, i) => Math.abs(own(weights?.codes)[i] * scale - value)),
      );
      if (scale === rounded.scales[channel]) expect(own(weights?.codes)).toEqual(own(quantized.codes));
      else expect(error).toBeLessThan(0.501 * scale);
    }
  });

  it("that do not fit the weight are refused", async () => {
    const quantized = { ...rounded, codes: rounded.codes.slice(1) };
    await expect(built({ weights: PER_CHANNEL, quantized })).rejects.toMatchObject({ code: "internal" });
  });
});

it("keeps a layer with weights that are not finite in float, and the others on integers", async () => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(2, 1);
  const plan = await planFor(model, feeds, PER_CHANNEL);
  const weight = model.graph?.initializer.find(({ name }) => name === "w2") ?? expect.fail("no w2");
  weight.rawData = floatTensor("", [], [Number.POSITIVE_INFINITY, ...noise(71, 2, 0.6)]).rawData;
  const { model: quantized, layers, notices } = insertQdq(model, plan);
  expect(layers.map(({ precision }) => precision)).toEqual(["int", "fp32", "int"]);
  expect(notices).toEqual([{ code: "layer.weights-non-finite", details: { layer: "c2/Conv", count: 1 } }]);
  const { logits } = await run(quantized, feeds);
  expect(logits.dims).toEqual([2, 5]);
});
