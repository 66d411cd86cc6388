import { describe, expect, it } from "vitest";
import type { AffineParams } from "#core/affine.ts";
import { fakeQuantizeInto } from "#core/quantize.ts";
import type { WeightSpec } from "#core/recipe.ts";
import { dequantizeWeights, type QuantizedTensor, quantizeWeights } from "#core/weights.ts";
import { noise } from "../fixtures/build.ts";
import { KINDS, LAYER, oneLayer, oneLayerFeed, withOwnFunction } from "../fixtures/every-weight.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "../fixtures/plan.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import type { ModelProto } from "../schema/onnx_pb.ts";
import { withGraph } from "../shallow-copy.ts";
import { floatTensor } from "../write/tensor.ts";
import { insertQdq } from "./insert-qdq.ts";
import type { PlannedLayer } from "./plan.ts";

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

function withWeight(model: ModelProto, weight: Float32Array, dims: number[]): ModelProto {
  const initializer = model.graph?.initializer.filter(({ name }) => name !== "w") ?? [];
  return withGraph(model, { initializer: [...initializer, floatTensor("w", dims, weight)] });
}

describe.each(Object.keys(KINDS))("%s between Q→DQ pairs", (name) => {
  const { op, w } = KINDS[name];
  const feeds = oneLayerFeed(name);

  it.each(SPECS)("computes what its weights mean, fused and unfused: %s", async (_, spec) => {
    for (const model of [oneLayer(name), withOwnFunction(oneLayer(name))]) {
      const plan = await planFor(model, feeds, spec);
      const { model: quantized, layers } = insertQdq(model, plan);
      const grid = plan.activations.get("y") as AffineParams;
      const meant = dequantizeWeights(layers[0].weights as QuantizedTensor, w);
      const x = fakeQuantized(feeds.x.data as Float32Array, plan.activations.get("x") as AffineParams);
      const float = await run(withWeight(model, meant, w), { x: { ...feeds.x, data: x } });
      const expected = fakeQuantized(float.y.data, grid);
      for (const level of ["disabled", "all"] as const) {
        const { y } = await run(quantized, feeds, level);
        // A sum that falls on the border between two codes may take either; the bias is rounded, too.
        expect(maxDifference(y.data, expected)).toBeLessThan(1.01 * grid.scale);
      }
      const { kind } = spec.granularity;
      const shielded = kind === "group" || (name === "batched" && kind === "channel");
      const inFloat = shielded || op === "ConvTranspose";
      expect(layers[0]).toMatchObject({
        arithmetic: inFloat ? "float32" : "integer",
        simulated: inFloat || spec.bits < 8,
        storageBits: shielded && spec.bits === 4 && model.functions.length === 0 ? 4 : 8,
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
