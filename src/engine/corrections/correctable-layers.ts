import type { Mode } from "#experiment/modes.ts";
import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import { weightLayout } from "#onnx/layers/weight-layout.ts";
import { type GraphView, graphView } from "#onnx/model/graph/graph.ts";
import type { ChannelTensor } from "#onnx/quantize/corrections/channel-means.ts";
import { biasPlace } from "#onnx/quantize/corrections/shift-biases.ts";
import type { QuantizedBuild } from "../quantize/quantize-model.ts";

/** A layer whose bias can be shifted. */
export interface CorrectableLayer {
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
export function correctableLayers(
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
export function skipped(layer: string, reason: string): Notice {
  return { code: "correction.skipped", details: { correction: "Bias correction", layer, reason } };
}

/** The same sums in a quantized model, before they are quantized; an Add that was made keeps the name of the sum. */
export function quantizedSums(build: QuantizedBuild, layers: readonly CorrectableLayer[]): ChannelTensor[] {
  const nodes = new Map(graphView(build.model).nodes.map((node) => [node.name, node]));
  const results = new Map(build.layers.map(({ layer, result }) => [layer.name, result]));
  return layers.map(({ name, sum, bias }) => {
    if (bias === "missing") return sum;
    const tensor = bias === "own" ? results.get(name)?.sum : nodes.get(bias.add)?.outputs[0];
    if (tensor === undefined) throw new LabError("internal", { what: "sum left out", layer: name });
    return { ...sum, name: tensor };
  });
}
