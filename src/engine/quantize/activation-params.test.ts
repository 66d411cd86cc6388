import { describe, expect, test } from "vitest";
import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { ActivationObserver } from "#numerics/calibration/observer.ts";
import { attentionNet } from "#onnx/fixtures/attention-net.ts";
import { residualModel } from "../fixtures/residual-source.ts";
import { activationParams } from "./activation-params.ts";
import { planQuantization } from "./quantization-plan.ts";

const plan = planQuantization(residualModel);
const [first, second] = plan.layers;
const base = defaultRecipe({ id: "net", preprocess: {} as Preprocess }, "data");

/** Every tensor saw these values, but for those given their own. */
function params(values: number[], change: Partial<Recipe> = {}, own: Record<string, number[]> = {}) {
  const observers = new Map(
    plan.tensors.map((tensor) => {
      const observer = new ActivationObserver();
      observer.observe(Float32Array.from(own[tensor] ?? values), 1);
      return [tensor, observer];
    }),
  );
  return activationParams(plan, observers, { ...base, ...change });
}

describe("activationParams", () => {
  test("has the grid of the recipe's bits and scheme", () => {
    const asymmetric = params([-1, 2], { activations: { bits: 4, scheme: "asymmetric" } });
    expect(asymmetric.notices).toEqual([]);
    expect(asymmetric.activations.size).toBe(plan.tensors.length);
    for (const each of asymmetric.activations.values()) {
      expect(each).toEqual({ qmin: 0, qmax: 15, zeroPoint: 5, scale: Math.fround(3 / 15) });
    }
    const symmetric = params([-1, 2], { activations: { bits: 3, scheme: "symmetric" } });
    expect(symmetric.activations.get("x")).toEqual({
      qmin: -3,
      qmax: 3,
      zeroPoint: 0,
      scale: Math.fround(2 / 3),
    });
  });

  test("an override is of the layer's output, and of nothing else", () => {
    const override = { activations: { bits: 2 as const } };
    const { activations } = params([0, 3], { layers: { [first.name]: override } });
    for (const [tensor, { qmax }] of activations) expect(qmax).toBe(tensor === first.outputTensor ? 3 : 255);
    expect(activations.has(first.outputTensor)).toBe(true);
  });

  test("a range set by hand goes before the method's, and is still widened to hold zero", () => {
    const ranges = { [first.outputTensor]: { min: 1, max: 5.1 } };
    const { activations } = params([-9, 9], { calibration: { ...base.calibration, ranges } });
    expect(activations.get(first.outputTensor)).toEqual({
      qmin: 0,
      qmax: 255,
      zeroPoint: 0,
      scale: Math.fround(5.1 / 255),
    });
    expect(activations.get(second.outputTensor)?.scale).toBe(Math.fround(18 / 255));
  });

  test("the output of a Softmax spans 0 to 1 at the recipe's width, whatever was seen", () => {
    const attention = planQuantization(attentionNet());
    const grid = (activations: Recipe["activations"]) =>
      activationParams(attention, new Map(), { ...base, activations }).activations.get("weights");
    expect(grid({ bits: 4, scheme: "asymmetric" })).toEqual({
      qmin: 0,
      qmax: 15,
      zeroPoint: 0,
      scale: Math.fround(1 / 15),
    });
    expect(grid({ bits: 8, scheme: "symmetric" })?.scale).toBe(Math.fround(1 / 127));
  });

  test("a tensor without a finite value is left out and named, with its layer", () => {
    const own = { [first.outputTensor]: [Number.NaN, Number.POSITIVE_INFINITY], x: [Number.NaN] };
    const { activations, notices } = params([0, 1], {}, own);
    expect(activations.has("x")).toBe(false);
    expect(activations.has(first.outputTensor)).toBe(false);
    expect(activations.size).toBe(plan.tensors.length - 2);
    expect(notices).toEqual([
      { code: "calibration.non-finite", details: { tensor: "x", layer: null, count: 1 } },
      {
        code: "calibration.non-finite",
        details: { tensor: first.outputTensor, layer: first.name, count: 2 },
      },
    ]);
  });

  test("values that are not finite are counted and the range is that of the others", () => {
    const { activations, notices } = params([0, 1], {}, { x: [-1, Number.NaN, 1, Number.NEGATIVE_INFINITY] });
    expect(activations.get("x")?.scale).toBe(Math.fround(2 / 255));
    expect(notices).toEqual([
      { code: "calibration.non-finite", details: { tensor: "x", layer: null, count: 2 } },
    ]);
  });

  test("a range without width is named with its value and the scale it gets", () => {
    const { notices } = params([0, 1], {}, { x: [0, 0], [second.outputTensor]: [-51, -51] });
    expect(notices).toEqual([
      { code: "layer.range-collapsed", details: { tensor: "x", layer: null, value: 0, scale: 1 } },
      {
        code: "layer.range-collapsed",
        details: {
          tensor: second.outputTensor,
          layer: second.name,
          value: -51,
          scale: Math.fround(51 / 255),
        },
      },
    ]);
  });

  test("nothing is said of tensors around layers that stay in floating point", () => {
    const layers = Object.fromEntries(
      plan.layers.map(({ name }, i) => [name, { precision: i === 1 ? "fp16" : "fp32" } as const]),
    );
    expect(params([0, 0], { layers }).notices).toEqual([]);
    expect(params([0, 0]).notices.length).toBe(plan.tensors.length);
  });
});
