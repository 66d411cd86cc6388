import type { QuantizableLayer } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { shallowCopy, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import { prune } from "../model/graph/subgraph.ts";
import { type ModelProto, NodeProtoSchema, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import type { QuantizationSpec, RewrittenLayer, RewrittenModel } from "./plan/plan.ts";
import { plannedLayers, plannedWeights } from "./plan/planned-weights.ts";
import { withStorageOpset } from "./plan/weight-form.ts";
import { QdqEditor } from "./qdq/editor.ts";
import { floatExecution } from "./qdq/execution.ts";
import { LayerConstants, type WrittenConstants } from "./qdq/layer-constants.ts";

/**
 * A copy of the model whose weights are stored as codes, behind DequantizeLinear, while everything computes in
 * float: a smaller file and less memory traffic. Codes of at most 4 bits are packed (int4, uint4) and groups
 * stored in blocks where the model can be raised to operator set 21. Biases and activations stay as they are.
 * A product of two activations has no weights and stays as it is, too.
 *
 * ONNX Runtime makes MatMulNBits of DequantizeLinear and MatMul (or a Gemm that does not transpose) with scales
 * per tensor, per channel or in groups of 16, 32, 64, 128 or 256. In WebAssembly that computes in float32; natively it
 * rounds the activations to int8 on the way unless the session option `session.qdq_matmulnbits_accuracy_level`
 * is 1.
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 */
export function weightOnly(model: ModelProto, spec: QuantizationSpec): RewrittenModel {
  const { model: raised, notices: kept } = withStorageOpset(model, spec);
  const view = graphView(raised);
  const layers = plannedLayers(view, spec);
  const { weights, notices } = plannedWeights(view, layers, spec.layers);
  const editor = new QdqEditor(raised);
  const constants = new LayerConstants(view, editor);
  const byNode = new Map<number, QuantizableLayer>();
  for (const layer of layers) {
    const planned = weights.get(layer.name);
    if (!planned || spec.part === "activations") continue;
    constants.prepare(layer, planned, null);
    byNode.set(layer.node.index, layer);
  }
  const written = new Map<string, WrittenConstants>();
  const node = view.nodes.flatMap(({ index, proto, inputs }) => {
    const layer = byNode.get(index);
    const stored = layer && constants.write(layer);
    if (!stored) return [proto];
    written.set(layer.name, stored);
    const input = inputs.map((name, i) => (i === 1 ? stored.weight : name));
    return [...stored.nodes, shallowCopy(NodeProtoSchema, proto, { input })];
  });
  return {
    model: prune(withInitializers(withGraph(raised, { node }), editor.initializers)),
    layers: layers.map((layer) => result(layer, written.get(layer.name))),
    notices: [...kept, ...notices],
  };
}

function result(layer: QuantizableLayer, written: WrittenConstants | undefined): RewrittenLayer {
  const { name, node, inputs, outputTensor } = layer;
  const float = { name, widenedScales: 0, clampedBiases: 0, output: outputTensor, sum: node.outputs[0] };
  if (!written) return { ...float, ...floatExecution(layer), weights: null, boundary: null };
  return {
    ...float,
    precision: "int",
    arithmetic: "float32",
    storageBits: written.storageBits,
    simulated: false,
    weights: written.quantized,
    boundary: {
      inputs: inputs.map((tensor) => ({ tensor, elemType: Type.FLOAT })),
      output: outputTensor,
    },
  };
}
