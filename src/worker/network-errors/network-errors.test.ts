import { afterAll, describe, expect, it, vi } from "vitest";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import { ErrorAccumulator } from "#numerics/errors/errors.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { NetworkErrors, NetworkErrorsProgress } from "#protocol/network-errors.ts";
import { ensureBuilt } from "../build/build.ts";
import { contextOf, type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never, runLab } from "../fixtures/run-lab.ts";
import { unevenNet } from "../fixtures/uneven-net.ts";
import { networkErrors } from "../handlers/tasks.ts";
import { itemSource } from "../items/item-source.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

type Workspace = Awaited<ReturnType<typeof contextOf>>;

async function measuredIn(workspace: Workspace, change: Partial<Recipe> = {}) {
  const reports: NetworkErrorsProgress[] = [];
  const progress = (each: NetworkErrorsProgress) => {
    reports.push(each);
  };
  const recipe = { ...residualRecipe, ...change };
  return { result: await networkErrors({ recipe }, { ...workspace, progress }), reports };
}

const measured = async (lab: Lab, change: Partial<Recipe> = {}) => measuredIn(await contextOf(lab), change);

const NOISE = 1e-4;
function expectClose(actual: TensorError | null | undefined, expected: TensorError | null) {
  expect(actual?.mse).toBeDefined();
  expect(Math.abs((actual?.mse ?? 0) - (expected?.mse ?? 0))).toBeLessThan(NOISE * (expected?.mse ?? 0));
}

const layerNames = ({ layers }: NetworkErrors) => layers.map(({ name }) => name);
const column = ({ layers }: NetworkErrors, view: "isolated" | "accumulated", part: QuantizedPart) =>
  layers.map((layer) => layer[view][part]);

const RECIPES: [name: string, change: Partial<Recipe>][] = [
  ["static", {}],
  ["dynamic", { mode: "dynamic" }],
  ["weight-only, 3 bits", { mode: "weight-only", weights: { ...residualRecipe.weights, bits: 3 } }],
  [
    "corrected biases",
    { weights: { ...residualRecipe.weights, bits: 3 }, corrections: { biasCorrection: true } },
  ],
  [
    "a layer in FP16, one in FP32, one in 4 bits",
    {
      layers: {
        "c1/Conv": { precision: "fp16" },
        "c2/Conv": { precision: "fp32" },
        "logits/Gemm": { weights: { bits: 4 } },
      },
    },
  ],
];

describe("accumulated error", () => {
  it.each(RECIPES)("of both is that of the run, %s", async (_, change) => {
    const lab = residualLab();
    const run = await runLab(lab, change);
    const { result } = await measured(lab, change);
    expect(layerNames(result)).toEqual(run.result.layers.map(({ name }) => name));
    expect(result.pictures).toBe(16);
    for (const [i, { output }] of run.result.layers.entries())
      expectClose(result.layers[i].accumulated.both, output);
  });

  it("of an equalized network is against the equalized float network", async () => {
    const lab = residualLab(unevenNet());
    const corrections = { equalize: true };
    const run = await runLab(lab, { corrections });
    const { result } = await measured(lab, { corrections });
    for (const [i, { output }] of run.result.layers.entries())
      expectClose(result.layers[i].accumulated.both, output);
  });

  it("of coarse weights is nearly that of both, of activations small", async () => {
    const { result } = await measured(residualLab(), { weights: { ...residualRecipe.weights, bits: 3 } });
    for (const { accumulated } of result.layers) {
      const [weights, activations, both] = [accumulated.weights, accumulated.activations, accumulated.both];
      expect(Math.abs((weights?.sqnrDb ?? 0) - (both?.sqnrDb ?? 0))).toBeLessThan(1);
      expect(activations?.sqnrDb).toBeGreaterThan((both?.sqnrDb ?? 0) + 10);
    }
  });
});

describe("isolated error", () => {
  /** Error of one layer in the whole network, quantized by a recipe that keeps all others in FP32. */
  async function aloneInNetwork(lab: Lab, recipe: Recipe, name: string): Promise<TensorError> {
    const { float, observers, build } = await ensureBuilt(lab.model, lab.data, recipe, never);
    const others = build.layers.filter(({ layer }) => layer.name !== name);
    const layers = { ...recipe.layers };
    for (const { layer } of others) layers[layer.name] = { ...layers[layer.name], precision: "fp32" };
    const alone = quantizeModel(float.model, float.plan, observers, { ...recipe, layers });
    const built = alone.layers.find(({ layer }) => layer.name === name);
    if (!built) throw new Error(name);
    const source = itemSource(lab.data.evaluation, lab.model.input, recipe.preprocess, never);
    const indices = lab.data.evaluationIndices(recipe.evaluation).subarray(0, 16);
    const error = new ErrorAccumulator();
    const open = async (model: typeof float.model, tensor: string) =>
      EngineSession.create(writeModel(tapOutputs(model, [tensor])), { backend: "wasm" });
    const fp32 = await open(float.model, built.layer.outputTensor);
    const quantized = await open(alone.model, built.result.output);
    for (const index of indices) {
      const data = await source.batch(Uint32Array.of(index));
      const feeds = { [source.inputName]: { data, dims: [1, ...source.dims] } };
      const expected = (await fp32.run(feeds))[built.layer.outputTensor].data as Float32Array;
      error.add(expected, (await quantized.run(feeds))[built.result.output].data as Float32Array);
    }
    await fp32.release();
    await quantized.release();
    return error.result();
  }

  it.each(RECIPES.filter(([, { corrections }]) => !corrections))(
    "is that of the network with this layer alone quantized, %s",
    async (_, change) => {
      const lab = residualLab();
      const recipe = { ...residualRecipe, ...change };
      const { result } = await measured(lab, change);
      for (const { name, isolated } of result.layers) {
        const precision = recipe.layers[name]?.precision ?? "int";
        if (precision === "fp32") expect(isolated.both).toEqual({ mse: 0, sqnrDb: Infinity, maxAbsError: 0 });
        else {
          const expected = await aloneInNetwork(lab, recipe, name);
          expect(Math.abs((isolated.both?.sqnrDb ?? 0) - expected.sqnrDb)).toBeLessThan(0.05);
        }
      }
    },
  );

  it("of the first layer is the accumulated one", async () => {
    const { result } = await measured(residualLab());
    for (const part of ["weights", "activations", "both"] as const) {
      expectClose(column(result, "isolated", part)[0], column(result, "accumulated", part)[0]);
    }
  });
});

describe("what a recipe has none of", () => {
  it("has no activations in weight-only mode", async () => {
    const { result } = await measured(residualLab(), { mode: "weight-only" });
    for (const view of ["isolated", "accumulated"] as const) {
      expect(column(result, view, "activations")).toEqual([null, null, null]);
      expect(column(result, view, "weights")).toEqual(column(result, view, "both"));
    }
  });

  it("has activations in weight-only mode where a layer is in FP16", async () => {
    const layers = { "c2/Conv": { precision: "fp16" as const } };
    const { result } = await measured(residualLab(), { mode: "weight-only", layers });
    expect(column(result, "isolated", "activations").map((error) => error !== null)).toEqual([
      false,
      true,
      false,
    ]);
    expect(column(result, "accumulated", "activations")[0]).toMatchObject({ mse: 0 });
    expect(column(result, "accumulated", "activations")[1]?.mse).toBeGreaterThan(0);
  });

  it("is all exact with every layer in FP32", async () => {
    const names = ["c1/Conv", "c2/Conv", "logits/Gemm"];
    const layers = Object.fromEntries(names.map((name) => [name, { precision: "fp32" as const }]));
    const { result } = await measured(residualLab(), { layers });
    for (const layer of result.layers) {
      expect(layer.isolated.both?.mse).toBe(0);
      expect(layer.accumulated.both?.sqnrDb).toBeGreaterThan(100);
    }
  });
});

describe("a call", () => {
  it("counts its images, hands out what it finds, and knows it the second time", async () => {
    const lab = residualLab();
    const workspace = await contextOf(lab);
    const { result, reports } = await measuredIn(workspace);
    const counted = reports.filter(({ total }) => total > 0);
    expect(counted.at(-1)).toMatchObject({ done: 96, total: 96, remainingMs: 0 });
    expect(counted.every(({ done }, i) => i === 0 || done >= counted[i - 1].done)).toBe(true);
    const found = reports.flatMap(({ found }) => found ?? []);
    expect(found).toHaveLength(6);
    expect(column(found[0], "accumulated", "both").every(Boolean)).toBe(true);
    expect(column(found[0], "isolated", "both")).toEqual([null, null, null]);
    lab.evaluation.asked = [];
    const again = await measuredIn(workspace);
    expect(again.result).toEqual(result);
    expect(lab.evaluation.asked).toEqual([
      [...lab.data.evaluationIndices(residualRecipe.evaluation).subarray(0, 16)],
    ]);
  });

  it("that is cancelled leaves what it has found to the next", async () => {
    const workspace = await contextOf(residualLab());
    const controller = new AbortController();
    const call = networkErrors(
      { recipe: residualRecipe },
      {
        ...workspace,
        signal: controller.signal,
        progress: ({ found }) => {
          if (found) controller.abort();
        },
      },
    );
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    const { reports } = await measuredIn(workspace);
    const [first] = reports.filter(({ total }) => total > 0);
    expect(first).toMatchObject({ done: 16, total: 96 });
    expect(reports.find(({ found }) => found)?.found?.layers[0].accumulated.both).not.toBeNull();
  });
});
