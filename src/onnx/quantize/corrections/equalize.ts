import type { EqualizedPair, Notice } from "#experiment/result.ts";
import { equalizationFactors, type LayerMagnitudes, outputRanges } from "#numerics/weights/equalization.ts";
import { forEachKernel, type WeightLayout } from "../../layers/weight-layout.ts";
import { type GraphView, graphView, requireConstant } from "../../model/graph/graph.ts";
import { readFloats } from "../../model/read/tensor.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import { type ScalableLayer, type ScalablePair, scalablePairs } from "./equalize-pairs.ts";
import { ChannelScaling } from "./equalize-scaling.ts";

/** An equalized model, what was done, and what could not be. */
export interface Equalization {
  model: ModelProto;
  pairs: EqualizedPair[];
  notices: Notice[];
}

/**
 * Cross-layer equalization (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", section 4.1): a copy of the model that computes the same, to float rounding, with the channel
 * ranges of every two layers in a row made alike. What one scale per tensor loses to uneven channels comes back.
 *
 * Where ReLU6 stands between the layers (Clip to `[0, 6]`), channel i is cut at `6 / s_i`: the Clip is left with
 * the largest of these bounds, so that a quantizer can still absorb it into a range, and a Min with one bound
 * per channel follows. The weights are computed in float64 and rounded once to float32. Nodes keep their names;
 * initialisers are never changed, new ones are added and those no longer used are dropped.
 *
 * @param model as `prepareModel` makes it
 * @returns `notices`: `correction.skipped` for a layer whose weights hold NaN or an infinity, `correction.held-back`
 *   (details.layer, second, channels, count, pairs) where weights are tiny beside their biases
 */
export function equalizeLayers(model: ModelProto): Equalization {
  const view = graphView(model);
  const found = scalablePairs(view);
  const { weights, notices } = measuredWeights(view, found);
  const pairs = found.filter(({ first, second }) => weights.has(first) && weights.has(second));
  const layers = [...weights.keys()];
  const magnitudes = [...weights.values()].map((each) => each.magnitudes);
  const joined = pairs.map(({ first, second }) => ({
    first: layers.indexOf(first),
    second: layers.indexOf(second),
    biases: largestBiases(first),
  }));
  const factors = equalizationFactors(magnitudes, joined);
  const unlimited = equalizationFactors(
    magnitudes,
    joined.map(({ first, second }) => ({ first, second })),
  );
  const outputs = new Map(pairs.map(({ first }, i) => [first, factors[i]]));
  const inputs = new Map(pairs.map(({ second }, i) => [second, factors[i]]));
  const scaling = new ChannelScaling(model);
  for (const [layer, { values }] of weights) {
    const [multiply, divide] = [inputs.get(layer), outputs.get(layer)];
    if (multiply || divide) scaling.scaleWeights(layer, values, multiply ?? null, divide ?? null);
  }
  const equalized = pairs.flatMap((pair, i) => {
    const magnitudes = weights.get(pair.first)?.magnitudes;
    if (!magnitudes) return [];
    const after = outputRanges(magnitudes, inputs.get(pair.first) ?? null);
    return {
      first: pair.first.layer.name,
      second: pair.second.layer.name,
      rangeSpreadBefore: spread(outputRanges(magnitudes, null)),
      rangeSpreadAfter: spread(after.map((range, channel) => range / factors[i][channel])),
      activation: scaling.scaleBetween(pair, factors[i]),
    };
  });
  notices.push(...heldBack(pairs, factors, unlimited));
  return { model: pairs.length > 0 ? scaling.result() : model, pairs: equalized, notices };
}

/** Largest |bias| of every output channel, that of an Add behind the layer too. */
function largestBiases({ biases, layout }: ScalableLayer): Float64Array {
  const largest = new Float64Array(layout.outputs);
  for (const { constant } of biases ?? []) {
    const { values, inner } = constant;
    values.forEach((value, i) => {
      const channel = Math.floor(i / inner) % layout.outputs;
      largest[channel] = Math.max(largest[channel], Math.abs(value));
    });
  }
  return largest;
}

/** A factor that is raised by less is not worth a word. */
const WORTH_TELLING = 4;
const NAMED_CHANNELS = 5;

/** `correction.held-back` where channels keep much of their range because of their biases; names those of the pair with most. */
function heldBack(
  pairs: readonly ScalablePair[],
  factors: readonly Float64Array[],
  unlimited: readonly Float64Array[],
): Notice[] {
  const held = pairs.map(({ first, second }, i) => ({
    layer: first.layer.name,
    second: second.layer.name,
    channels: [...factors[i].keys()].filter((c) => factors[i][c] > WORTH_TELLING * unlimited[i][c]),
  }));
  const [most] = held.toSorted((a, b) => b.channels.length - a.channels.length);
  if (!most || most.channels.length === 0) return [];
  const { layer, second, channels } = most;
  const details = {
    layer,
    second,
    count: held.reduce((sum, each) => sum + each.channels.length, 0),
    pairs: held.filter((each) => each.channels.length > 0).length,
    channels: channels.slice(0, NAMED_CHANNELS).join(", ") + (channels.length > NAMED_CHANNELS ? ", …" : ""),
  };
  return [{ code: "correction.held-back", details }];
}

interface MeasuredWeights {
  values: Float32Array;
  magnitudes: LayerMagnitudes;
}

/** The weights of all layers of the pairs, but for those that hold NaN or an infinity: they get a notice. */
function measuredWeights(view: GraphView, pairs: readonly ScalablePair[]) {
  const channels = new Map(pairs.map(({ first, second }) => [second, first.layout.outputs]));
  const weights = new Map<ScalableLayer, MeasuredWeights>();
  const notices: Notice[] = [];
  for (const layer of new Set(pairs.flatMap(({ first, second }) => [first, second]))) {
    const values = readFloats(requireConstant(view, layer.layer.node.inputs[1]));
    const magnitudes = layerMagnitudes(values, layer.layout, channels.get(layer) ?? layer.layout.inputs);
    if (magnitudes) weights.set(layer, { values, magnitudes });
    else {
      const details = {
        correction: "Equalization",
        layer: layer.layer.name,
        reason: "its weights hold NaN or an infinity",
      };
      notices.push({ code: "correction.skipped", details });
    }
  }
  return { weights, notices };
}

/** Largest over smallest of the ranges that are not zero; 1 where all are. */
function spread(ranges: Float64Array): number {
  const live = ranges.filter((range) => range > 0);
  return live.length === 0
    ? 1
    : live.reduce((a, b) => Math.max(a, b)) / live.reduce((a, b) => Math.min(a, b));
}

/**
 * Largest |w| between every output and input channel of a weight.
 *
 * @param inputs number of channels that the input dimension is made of, several elements in a row for each
 * @returns null if the weights hold NaN or an infinity
 */
function layerMagnitudes(
  weights: Float32Array,
  layout: WeightLayout,
  inputs: number,
): LayerMagnitudes | null {
  const { outputs, groups } = layout;
  const width = inputs / groups;
  const spread = layout.inputs / inputs;
  const values = new Float32Array(outputs * width);
  let finite = true;
  forEachKernel(layout, (output, input, start, end) => {
    const at = output * width + (Math.floor(input / spread) % width);
    for (let i = start; i < end; i++) {
      const size = Math.abs(weights[i]);
      if (size > values[at]) values[at] = size;
      else if (!(size <= values[at])) finite = false;
    }
    if (values[at] === Infinity) finite = false;
  });
  return finite ? { outputs, inputs, groups, values } : null;
}
