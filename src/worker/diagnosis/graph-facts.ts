import type { ConversionFacts, WeightFacts } from "#diagnosis/facts.ts";
import { type BuiltLayer, layerWeights } from "#engine/quantize/quantize-model.ts";
import { layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { forEachRun, scaleLayout } from "#numerics/weights/scale-layout.ts";
import { channelRanges, dequantizeWeights, quantizeWeights } from "#numerics/weights/weights.ts";
import { constantOf, type GraphView, type NodeView } from "#onnx/model/graph/graph.ts";
import { medianAndPercentiles } from "#statistics/statistics.ts";

const FROM_CODES = "DequantizeLinear";
const TO_CODES = "QuantizeLinear";

/**
 * Counts the conversions between integers and floats that remain in a quantized graph after the runtime has put an
 * integer kernel in place of every node that stands between DequantizeLinear and QuantizeLinear on all sides.
 *
 * @param floatNodes names of nodes that stand there and have no integer kernel
 */
export function conversions(view: GraphView, floatNodes: ReadonlySet<string>): ConversionFacts {
  const isFused = (node: NodeView | undefined): boolean =>
    node !== undefined &&
    !floatNodes.has(node.name) &&
    node.inputs.every((input) => !input || fromCodes(view, input) || constantOf(view, input) !== null) &&
    node.inputs.some((input) => fromCodes(view, input)) &&
    node.outputs.every((output) => !output || isQuantized(view, output));
  let [toCodes, toFloats] = [0, 0];
  for (const node of view.nodes) {
    const [tensor] = node.inputs;
    if (node.op === TO_CODES && !isFused(sourceOf(view, tensor))) toCodes++;
    if (node.op === FROM_CODES && constantOf(view, tensor) === null) {
      const readers = view.consumers.get(node.outputs[0]) ?? [];
      if (readers.length === 0 || !readers.every(isFused)) toFloats++;
    }
  }
  return { toCodes, toFloats };
}

const ABSORBED: ReadonlySet<string> = new Set(["Relu", "Clip"]);

const fromCodes = (view: GraphView, tensor: string): boolean => view.producers.get(tensor)?.op === FROM_CODES;

/** The node that computes a tensor, behind the Relu or Clip that a quantized range replaces. */
function sourceOf(view: GraphView, tensor: string): NodeView | undefined {
  const node = view.producers.get(tensor);
  const [input] = node?.inputs ?? [];
  return node && ABSORBED.has(node.op) && !fromCodes(view, input) ? view.producers.get(input) : node;
}

/** Whether everything that reads a tensor quantizes it, directly or behind a Relu or Clip. */
function isQuantized(view: GraphView, tensor: string): boolean {
  const readers = view.consumers.get(tensor) ?? [];
  return (
    readers.length > 0 &&
    readers.every(({ op, outputs }) => op === TO_CODES || (ABSORBED.has(op) && isQuantized(view, outputs[0])))
  );
}

/** A channel that reaches fewer levels than this has at most zero and one level on either side. */
const FEW_CODES = 4;

/** The channels of one quantized layer; null for a layer without integer weights. */
export function weightFacts(view: GraphView, built: BuiltLayer, recipe: Recipe): WeightFacts | null {
  const { layer, result } = built;
  const { weight } = layer;
  const values = layerWeights(view, layer, result);
  if (!weight || !values || !result.weights) return null;
  const { dims, channelAxis } = weight;
  const { original, stored } = values;
  const spec = layerWeightSpec(recipe, layer.name);
  const perChannel = quantizeWeights(original, dims, channelAxis, {
    ...spec,
    granularity: { kind: "channel" },
  });
  const { min, max } = channelRanges(original, dims, channelAxis);
  const reach = min.map((low, channel) => Math.max(-low, max[channel]));
  const live = reach.filter((range) => range > 0);
  const isTensor = result.weights.scales.length === 1;
  const [step] = result.weights.scales;
  const starved = [...reach.keys()].filter(
    (channel) => reach[channel] > 0 && (max[channel] - min[channel]) / step + 1 < FEW_CODES,
  );
  return {
    layer: layer.name,
    kind: layer.kind,
    granularity: spec.granularity.kind,
    bits: spec.bits,
    channels: reach.length,
    spread:
      live.length === 0 ? 1 : live.reduce((a, b) => Math.max(a, b)) / medianAndPercentiles([...live]).median,
    starvedShare: isTensor && live.length > 0 ? starved.length / live.length : 0,
    noise: channelNoise(original, stored, dims, channelAxis),
    channelNoise: channelNoise(original, dequantizeWeights(perChannel, dims), dims, channelAxis),
  };
}

/** Mean of error over signal over the channels that are not all zero, each capped at 1. */
function channelNoise(
  x: Float32Array,
  xHat: Float32Array,
  dims: readonly number[],
  channelAxis: number,
): number {
  const layout = scaleLayout(dims, channelAxis, { kind: "channel" });
  const signal = new Float64Array(layout.channels);
  const error = new Float64Array(layout.channels);
  forEachRun(layout, (channel, start, end) => {
    for (let i = start; i < end; i++) {
      signal[channel] += x[i] * x[i];
      error[channel] += (x[i] - xHat[i]) ** 2;
    }
  });
  let [sum, live] = [0, 0];
  for (let channel = 0; channel < signal.length; channel++) {
    if (signal[channel] === 0) continue;
    live++;
    sum += Math.min(1, error[channel] / signal[channel]);
  }
  return live === 0 ? 0 : sum / live;
}
