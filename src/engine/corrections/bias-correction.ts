import type { Mode } from "#experiment/modes.ts";
import type { BiasCorrectedLayer, Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import { weightLayout } from "#onnx/layers/weight-layout.ts";
import { type GraphView, graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { ChannelTensor } from "#onnx/quantize/corrections/channel-means.ts";
import { biasPlace, shiftBiases } from "#onnx/quantize/corrections/shift-biases.ts";
import type { QuantizationPlan } from "../quantize/quantization-plan.ts";
import type { QuantizedBuild } from "../quantize/quantize-model.ts";
import type { BatchLoopOptions } from "../runtime/batch-loop.ts";
import type { InputSource } from "../runtime/input-source.ts";
import { channelMeans, withProbes } from "./channel-means.ts";

/** How often {@link correctBiases} counts every image in `onBatch`. */
export const BIAS_CORRECTION_PASSES = 3;

export interface BiasCorrectionOptions extends Omit<BatchLoopOptions, "fetches" | "maxBatch"> {
  /** How `build` quantizes. */
  mode: Mode;
  onBatch?: (count: number) => void;
}

/** A float model whose biases make up for quantization, and what was quantized from it. */
export interface BiasCorrection {
  /** What `build` was made of. Its own outputs are off by what quantization is expected to take back. */
  model: ModelProto;
  build: QuantizedBuild;
  /** The layers that were corrected, in graph order. */
  effects: BiasCorrectedLayer[];
  /** `correction.skipped` for layers that could not be. */
  notices: Notice[];
}

/** A layer with what was measured of it. */
interface MeasuredLayer {
  layer: CorrectableLayer;
  /** Channel means of its sum in FP32. */
  expected: Float64Array;
  /** The shift that its bias lacks, by channel. */
  shift: Float32Array;
  meanShiftBefore: number;
}

/** Input elements of one batch, and its size at most. */
const BATCH_ELEMENTS = 2 ** 17;
const LARGEST_BATCH = 16;

/**
 * Empirical bias correction (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", section 4.2 and appendix D): `E[FP32] − E[quantized]` of every layer's sum, per output channel
 * over the images at `indices`, is added to the layer's bias.
 *
 * What a layer is off by depends on how far the layers before it are corrected. Measuring and correcting all
 * layers at once counts early errors again in every later layer, and repeating that diverges; one pass for
 * each layer would be slow. Here one pass serves all: the quantized network is run with every sum moved, on its
 * way, to the mean that it has in FP32 on the same batch. Each layer then reads inputs as they will be, and
 * what it is off by is its own share. The shifts are the means of these over all batches.
 *
 * The size of the batches does not depend on how fast they run, so that the result can be reproduced; it is 1
 * in dynamic mode, where a range is that of a batch. A second pass measures the corrected network. Layers whose
 * mean shift has not become smaller lose their correction, and a third pass measures what is left; if that is
 * no gain all in all, nothing is corrected. Layers in FP32 keep their biases.
 *
 * @param float the model that `plan` was made of
 * @param build quantizes a model that differs from `float` in its biases only
 * @throws DOMException `AbortError` between runs once the signal has fired
 */
export async function correctBiases(
  float: ModelProto,
  plan: QuantizationPlan,
  build: (model: ModelProto) => QuantizedBuild,
  source: InputSource,
  indices: Uint32Array,
  options: BiasCorrectionOptions,
): Promise<BiasCorrection> {
  const plain = build(float);
  const { layers, notices } = correctableLayers(plan.view, plain, options.mode);
  const uncorrected: BiasCorrection = { model: float, build: plain, effects: [], notices };
  if (layers.length === 0 || indices.length === 0) return uncorrected;
  const loop = { ...options, batchSize: batchSize(source, options.mode) };

  const sums = quantizedSums(plain, layers);
  const [expected, before, moved] = await withProbes(
    [
      { model: float, tensors: layers.map(({ sum }) => sum), move: false },
      { model: plain.model, tensors: sums, move: false },
      { model: plain.model, tensors: sums, move: true },
    ],
    (networks) => channelMeans(networks, source, indices, loop),
  );
  const measured = layers.map((layer, i): MeasuredLayer => {
    const shift = Float32Array.from(expected[i], (mean, channel) => mean - moved[i][channel]);
    return { layer, expected: expected[i], shift, meanShiftBefore: meanShift(expected[i], before[i]) };
  });

  /** Corrects some of the layers and measures what that does to them. */
  const attempt = async (some: readonly MeasuredLayer[]): Promise<BiasCorrection> => {
    const model = shiftBiases(float, new Map(some.map(({ layer, shift }) => [layer.name, shift])));
    const corrected = build(model);
    const tensors = quantizedSums(
      corrected,
      some.map(({ layer }) => layer),
    );
    const [after] = await withProbes([{ model: corrected.model, tensors, move: false }], (networks) =>
      channelMeans(networks, source, indices, loop),
    );
    const effects = some.map(({ layer: { name }, expected, meanShiftBefore }, i) => {
      return { name, meanShiftBefore, meanShiftAfter: meanShift(expected, after[i]) };
    });
    return { model, build: corrected, effects, notices };
  };

  const finite = measured.filter(({ shift }) => shift.every(Number.isFinite));
  for (const { layer } of measured.filter((each) => !finite.includes(each))) {
    notices.push(skipped(layer.name, "the mean of its output is not finite"));
  }
  if (finite.length === 0) return uncorrected;
  const all = await attempt(finite);
  const helped = finite.filter((_, i) => all.effects[i].meanShiftAfter < all.effects[i].meanShiftBefore);
  if (helped.length === 0) return uncorrected;
  if (helped.length === finite.length) {
    options.onBatch?.(indices.length);
    return all;
  }
  const some = await attempt(helped);
  const gain = some.effects.reduce((sum, each) => sum + each.meanShiftBefore - each.meanShiftAfter, 0);
  return gain > 0 ? some : uncorrected;
}

/** Mean over the channels of how far the means are apart. */
function meanShift(expected: Float64Array, actual: Float64Array): number {
  return expected.reduce((sum, mean, channel) => sum + Math.abs(actual[channel] - mean), 0) / expected.length;
}

function batchSize({ dims }: InputSource, mode: Mode): number {
  if (mode === "dynamic") return 1;
  const elements = dims.reduce((product, size) => product * size, 1);
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(BATCH_ELEMENTS / elements)));
}

/** A layer whose bias can be shifted. */
interface CorrectableLayer {
  name: string;
  /** The tensor of the float model that holds its sum, bias included. */
  sum: ChannelTensor;
  /** Where its bias is: in the layer's node, in the Add of that name, or in an Add that is still to be made. */
  bias: "own" | { add: string } | "missing";
}

/**
 * The layers that are not in FP32, have constant weights and can be given another bias. In static mode that
 * leaves out those that would need an Add of their own, since its output would have no range: they get a
 * notice `correction.skipped`.
 */
function correctableLayers(
  view: GraphView,
  build: QuantizedBuild,
  mode: Mode,
): { layers: CorrectableLayer[]; notices: Notice[] } {
  const layers: CorrectableLayer[] = [];
  const notices: Notice[] = [];
  for (const { layer, result } of build.layers) {
    const layout = weightLayout(layer);
    if (!layout || result.precision === "fp32") continue;
    const place = biasPlace(view, layer);
    if (!place && mode === "static") {
      notices.push(skipped(layer.name, "it has no bias that could be shifted"));
      continue;
    }
    const { outputs: channels, spatialRank } = layout;
    const sum = { name: place?.sum ?? layer.node.outputs[0], channels, spatialRank };
    const isOwn = place?.node === layer.node.index;
    const bias = !place ? "missing" : isOwn ? "own" : { add: view.nodes[place.node].name };
    layers.push({ name: layer.name, sum, bias });
  }
  return { layers, notices };
}

/** Says that bias correction left a layer out. */
function skipped(layer: string, reason: string): Notice {
  return { code: "correction.skipped", details: { correction: "Bias correction", layer, reason } };
}

/** The same sums in a quantized model, before they are quantized; an Add that was made keeps the name of the sum. */
function quantizedSums(build: QuantizedBuild, layers: readonly CorrectableLayer[]): ChannelTensor[] {
  const nodes = new Map(graphView(build.model).nodes.map((node) => [node.name, node]));
  const results = new Map(build.layers.map(({ layer, result }) => [layer.name, result]));
  return layers.map(({ name, sum, bias }) => {
    if (bias === "missing") return sum;
    const tensor = bias === "own" ? results.get(name)?.sum : nodes.get(bias.add)?.outputs[0];
    if (tensor === undefined) throw new LabError("internal", { what: "sum left out", layer: name });
    return { ...sum, name: tensor };
  });
}
