import { describe, expect, test } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { ensureBuilt } from "../build/build.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { unevenNet } from "../fixtures/uneven-net.ts";
import { conversions, weightFacts } from "./graph-facts.ts";
import { LevelReader } from "./watch-activations.ts";

const uneven = residualLab(unevenNet());
const built = async (change: Partial<Recipe>, lab = uneven) => {
  const recipe = { ...residualRecipe, ...change };
  return { recipe, ...(await ensureBuilt(lab.model, lab.data, recipe, never)) };
};

describe("weights of uneven channels", () => {
  const weights = residualRecipe.weights;

  test("starve with one scale per tensor, and not with one per channel", async () => {
    const { float, build, recipe } = await built({});
    const facts = weightFacts(float.plan.view, build.layers[0], recipe);
    // Ranges rise by 1000^(1/7) from channel to channel: the median of eight lies 3.5 steps below the widest.
    expect(facts?.spread).toBeGreaterThan(10);
    expect(facts?.spread).toBeLessThan(100);
    // Up to 1/127 of the widest range is at most one level: below 1000^(−0.7), the two or three smallest.
    expect(facts?.starvedShare).toBeGreaterThanOrEqual(2 / 8);
    expect(facts?.starvedShare).toBeLessThanOrEqual(3 / 8);
    expect(facts?.noise).toBeGreaterThan(0.1);
    expect(facts?.channelNoise).toBeLessThan(0.001);
    const finer = await built({ weights: { ...weights, granularity: { kind: "channel" } } });
    const own = weightFacts(finer.float.plan.view, finer.build.layers[0], finer.recipe);
    expect(own).toMatchObject({ starvedShare: 0, granularity: "channel" });
    expect(own?.noise).toBe(own?.channelNoise);
  });

  test("are not reported in a layer kept in floating point", async () => {
    const probe = await built({});
    const [{ layer }] = probe.build.layers;
    const { float, build, recipe } = await built({ layers: { [layer.name]: { precision: "fp32" } } });
    expect(weightFacts(float.plan.view, build.layers[0], recipe)).toBeNull();
  });
});

describe("conversions", () => {
  test("happen once at either edge of an integer network, and more often around a layer in floating point", async () => {
    const lab = residualLab();
    const whole = await built({}, lab);
    expect(conversions(graphView(whole.build.model), new Set())).toEqual({ toCodes: 1, toFloats: 1 });
    const inner = whole.build.layers[1].layer.name;
    const mixed = await built({ layers: { [inner]: { precision: "fp32" } } }, lab);
    const { toCodes, toFloats } = conversions(graphView(mixed.build.model), new Set());
    expect(toCodes).toBeGreaterThan(1);
    expect(toFloats).toBeGreaterThan(1);
    // A node between integer tensors that has no kernel for them converts on both sides.
    const slow = conversions(graphView(whole.build.model), new Set([inner]));
    expect(slow.toCodes).toBeGreaterThan(1);
    expect(slow.toFloats).toBeGreaterThan(1);
  });
});

test("brightness and contrast are read back in grey levels", () => {
  const preprocess = {
    size: 2,
    resize: "stretch",
    layout: "nchw",
    channels: "rgb",
    scale: 1 / 255,
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
  } as const;
  const reader = new LevelReader({ ...preprocess, mean: [...preprocess.mean], std: [...preprocess.std] });
  const level = (grey: number) => (grey / 255 - 0.5) / 0.25;
  // One image half black and half at 100, the other all at 200.
  const halves = [0, 0, 100, 100].map(level);
  const flat = new Array<number>(4).fill(level(200));
  const [first, second] = reader.levels(
    Float32Array.from([...halves, ...halves, ...halves, ...flat, ...flat, ...flat]),
  );
  expect(first.brightness).toBeCloseTo(50, 4);
  expect(first.contrast).toBeCloseTo(50, 4);
  expect(second.brightness).toBeCloseTo(200, 4);
  expect(second.contrast).toBeCloseTo(0, 1);
});
