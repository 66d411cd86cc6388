import { feedsOf } from "#engine/runtime/input-source.ts";
import { findExtremes } from "#numerics/calibration/extremes.ts";
import { countInto } from "#numerics/calibration/histogram-view.ts";
import type { CalibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { weightRoundTrip } from "#numerics/round-trip.ts";
import { channelRanges, dequantizeWeights, quantizeWeights } from "#numerics/weights/weights.ts";
import { buildModel, node, noiseTensor } from "#onnx/fixtures/build.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { ensureBuilt } from "#worker/build/build.ts";
import { activationRanges, layerActivation } from "#worker/handlers/layers/layer-activation.ts";
import { layerKernels } from "#worker/handlers/layers/layer-kernels.ts";
import { layerScatter } from "#worker/handlers/layers/layer-scatter.ts";
import { layerWeightsView } from "#worker/handlers/layers/layer-weights.ts";
import { itemSource } from "#worker/items/item-source.ts";
import { Workspace } from "#worker/workspace.ts";
import { mobilenetV2 } from "../mobilenet-v2.ts";
import type { BenchReport, BenchRequest } from "../report.ts";
import { benchRecipe, loadedModel, randomData } from "./loaded.ts";
import { median, NEVER, turns } from "./model.ts";

/** What one answer may take. */
const GOAL_MS = 50;
const ROUNDS = 9;
const BINS = 128;
const PICTURES = 8;

/** [228, 512, 3, 3]: a million weights. */
const DIMS = [228, 512, 3, 3];
const LAYER = "c2/Conv";
const WEIGHT = noiseTensor("w2", DIMS, 2, 0.05);

/** Two convolutions, the second with a million weights, and a classifier. */
function millionNet(): ModelProto {
  const pads = [1, 1, 1, 1];
  return buildModel({
    inputs: { x: ["n", 3, 32, 32] },
    outputs: { logits: ["n", 10] },
    initializers: [
      noiseTensor("w1", [512, 3, 3, 3], 1, 0.3),
      WEIGHT,
      noiseTensor("w3", [10, 228, 1, 1], 3, 0.1),
    ],
    nodes: [
      node("Conv", ["x", "w1"], "c1", { pads, strides: [2, 2] }),
      node("Relu", ["c1"], "r1"),
      node("Conv", ["r1", "w2"], "c2", { pads }),
      node("Relu", ["c2"], "r2"),
      node("Conv", ["r2", "w3"], "c3"),
      node("GlobalAveragePool", ["c3"], "pooled"),
      node("Flatten", ["pooled"], "logits"),
    ],
  });
}

/** The worker's state with a model and random input, and a recipe for them. */
async function open(proto: ModelProto) {
  const workspace = new Workspace();
  const model = loadedModel(proto);
  await workspace.openModel(model);
  const data = randomData(model.itemDims, PICTURES);
  workspace.openData(data);
  const recipe = benchRecipe();
  recipe.calibration.count = PICTURES;
  return { model, data, recipe, context: { workspace, signal: NEVER, progress: () => {} } };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** `layer.weights` of a million weights, and what it is made of, per channel. */
async function benchWeightsView(): Promise<BenchReport> {
  const { context, recipe } = await open(millionNet());
  const view = (weights: WeightSpec) =>
    layerWeightsView({ recipe: { ...recipe, weights }, layer: LAYER, bins: BINS }, context);
  const channel: WeightSpec = { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } };
  const asymmetric = { ...channel, scheme: "asymmetric" } as const;
  const group: WeightSpec = { ...asymmetric, granularity: { kind: "group", size: 32 } };
  const searched = { ...channel, range: "mse" } as const;
  const searching = await timed(() => view(searched));
  const searchingAgain = await timed(() => view({ ...searched, bits: 7 }));
  const values = readFloats(WEIGHT);
  const quantized = quantizeWeights(values, DIMS, 0, channel);
  const stored = dequantizeWeights(quantized, DIMS);
  const milliseconds = await turns(ROUNDS, {
    "per channel": () => view(channel),
    "per tensor": () => view({ ...asymmetric, granularity: { kind: "tensor" } }),
    "in groups of 32": () => view(group),
    "by smallest error, again": () => view(searched),
    "of it: read": () => readFloats(WEIGHT),
    quantize: () => quantizeWeights(values, DIMS, 0, channel),
    dequantize: () => dequantizeWeights(quantized, DIMS),
    "two histograms": () => [values, stored].map((each) => countInto(each, -0.05, 0.1 / BINS, BINS)),
    "extremes of both and of each channel": () => [
      findExtremes(values),
      findExtremes(stored),
      channelRanges(values, DIMS, 0),
    ],
    "error and grid": () => weightRoundTrip(values, stored, DIMS, quantized),
  });
  return report("layer.weights, a million weights, per channel", milliseconds["per channel"], {
    ...milliseconds,
    "by smallest error, first": searching,
    "by smallest error, another width": searchingAgain,
  });
}

async function benchKernels(): Promise<BenchReport> {
  const { context, recipe } = await open(millionNet());
  const { kernels } = await turns(ROUNDS, {
    kernels: () => layerKernels({ recipe, layer: LAYER, first: 0, count: 64 }, context),
  });
  return report("layer.kernels, a million weights", kernels, { kernels });
}

async function benchActivation(): Promise<BenchReport> {
  const { model, data, context, recipe } = await open(millionNet());
  await ensureBuilt(model, data, recipe, NEVER);
  const tensor = "r1";
  const times: number[] = [];
  const first = await timed(() => layerActivation({ recipe, tensor, bins: BINS }, context));
  for (let max = 1; max <= ROUNDS; max++) {
    // As when a threshold is dragged: another range each time.
    const calibration = { ...recipe.calibration, ranges: { [tensor]: { min: 0, max } } };
    times.push(
      await timed(() => layerActivation({ recipe: { ...recipe, calibration }, tensor, bins: BINS }, context)),
    );
  }
  return report("layer.activation", first, {
    "first, all six methods searched": first,
    dragged: median(times),
  });
}

async function benchScatter(): Promise<BenchReport> {
  const { model, data, context, recipe } = await open(millionNet());
  await ensureBuilt(model, data, recipe, NEVER);
  const scatter = (layer: string, index: number) =>
    layerScatter({ recipe, layer, index, points: 2000 }, context);
  const first = await timed(() => scatter(LAYER, 0));
  const { input } = model;
  const feeds = await feedsOf(
    itemSource(data.evaluation, input, recipe.preprocess, NEVER),
    Uint32Array.of(1),
  );
  const built = await ensureBuilt(model, data, recipe, NEVER);
  const { picture, layer, networks } = await turns(ROUNDS, {
    picture: () => scatter(LAYER, 1),
    layer: () => scatter("c1/Conv", 1),
    networks: () => model.tapped.outputs(built, 1, feeds),
  });
  const times = {
    "first, two sessions opened": first,
    "another picture": picture,
    "another layer": layer,
    "of it: both networks run once": networks,
  };
  return report("layer.scatter, another picture", picture, times);
}

/** `activation.ranges` of all tensors of a full-sized net, first and again. */
async function benchRanges(): Promise<BenchReport> {
  const { model, data, context, recipe } = await open(mobilenetV2());
  recipe.calibration.count = 2;
  await ensureBuilt(model, data, recipe, NEVER);
  const tensors = model.float(false).plan.tensors.length;
  const ranges = (method: CalibrationMethod) =>
    activationRanges({ recipe: { ...recipe, calibration: { ...recipe.calibration, method } } }, context);
  const milliseconds: Record<string, number> = { percentile: await timed(() => ranges("percentile")) };
  for (const method of ["mse", "entropy"] as const) {
    milliseconds[`${method}, first`] = await timed(() => ranges(method));
    milliseconds[`${method}, again`] = await timed(() => ranges(method));
  }
  const slowest = Math.max(...Object.values(milliseconds));
  return report(`activation.ranges of ${tensors} tensors, the slowest`, slowest, milliseconds);
}

const report = (what: string, ms: number, milliseconds: Record<string, number>): BenchReport => ({
  milliseconds,
  ratios: { [`${what} / goal of ${GOAL_MS} ms`]: ms / GOAL_MS },
});

const PARTS: Record<string, () => Promise<BenchReport>> = {
  weights: benchWeightsView,
  kernels: benchKernels,
  activation: benchActivation,
  scatter: benchScatter,
  ranges: benchRanges,
};

/** One message of the layer explorer, as the page's worker answers it; `model` names it. */
export const benchExplorer = ({ model }: BenchRequest): Promise<BenchReport> => PARTS[model]();
