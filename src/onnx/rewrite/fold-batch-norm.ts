import { floatAttr, intAttr } from "../attributes.ts";
import { freshNames } from "../fresh-names.ts";
import { constantOf, type GraphView, graphView } from "../graph.ts";
import { readFloats, tensorDims } from "../read/tensor.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema, type TensorProto } from "../schema/onnx_pb.ts";
import { shallowCopy, withGraph, withInitializers } from "../shallow-copy.ts";
import { floatTensor } from "../write/tensor.ts";
import { type FoldablePair, foldablePairs } from "./batch-norm-pairs.ts";
import { prune } from "./prune.ts";

/**
 * A copy of the model with every BatchNormalization that directly follows a convolution folded into it:
 * `y = (w∗x + b − mean)·g + beta` with `g = gamma / √(var + ε)` becomes `(w·g)∗x + (b − mean)·g + beta`,
 * computed in float64 and rounded once to float32. A convolution without bias is given one. Initialisers
 * are never changed, since others may share them; new ones are added and those no longer used are dropped.
 * All nodes get the names that `graphView` gives them, so that they keep them while positions shift.
 *
 * @returns `folded`: names of the BatchNormalization nodes that are gone
 */
export function foldBatchNorm(model: ModelProto): { model: ModelProto; folded: string[] } {
  const view = graphView(model);
  const pairs = foldablePairs(view);
  const fresh = freshNames(model);
  const added: TensorProto[] = [];
  const nodes = view.nodes.map(({ proto, name }) => named(proto, name));
  for (const pair of pairs) {
    const { weight, bias } = foldedParameters(view, pair);
    weight.name = fresh(`${pair.conv.inputs[1]}_folded`);
    bias.name = fresh(`${pair.conv.inputs[2] || pair.conv.inputs[1]}_folded_bias`);
    added.push(weight, bias);
    nodes[pair.conv.index] = shallowCopy(NodeProtoSchema, nodes[pair.conv.index], {
      input: [pair.conv.inputs[0], weight.name, bias.name],
      output: [pair.batchNorm.outputs[0]],
    });
  }
  const gone = new Set(pairs.map(({ batchNorm }) => batchNorm.index));
  const kept = nodes.filter((_, index) => !gone.has(index));
  const rewritten = withInitializers(withGraph(model, { node: kept }), added);
  return {
    model: pairs.length > 0 ? prune(rewritten) : rewritten,
    folded: pairs.map((pair) => pair.batchNorm.name),
  };
}

function named(node: NodeProto, name: string): NodeProto {
  return node.name === name ? node : shallowCopy(NodeProtoSchema, node, { name });
}

/** Folded weight and bias, still without names. Inputs of BatchNormalization: X, scale, B, mean, var. */
function foldedParameters(view: GraphView, { conv, batchNorm }: FoldablePair) {
  const floats = (name: string) => readFloats(constantOf(view, name) as TensorProto);
  const [gamma, beta, mean, variance] = batchNorm.inputs.slice(1, 5).map(floats);
  const epsilon = floatAttr(batchNorm.proto, "epsilon", 1e-5);
  const gain = Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i] + epsilon));
  const oldBias = conv.inputs[2] ? floats(conv.inputs[2]) : new Float32Array(gain.length);
  const bias = Float32Array.from(gain, (g, i) => (oldBias[i] - mean[i]) * g + beta[i]);

  const dims = tensorDims(constantOf(view, conv.inputs[1]) as TensorProto);
  const weight = floats(conv.inputs[1]);
  const channelOf = outputChannel(dims, conv.op === "ConvTranspose" ? intAttr(conv.proto, "group", 1) : null);
  for (let i = 0; i < weight.length; i++) weight[i] *= gain[channelOf(i)];
  return { weight: floatTensor("", dims, weight), bias: floatTensor("", [bias.length], bias) };
}

/**
 * Output channel of the weight element at a flat index. Conv's weight is [outC, inC/group, …kernel];
 * ConvTranspose's is [inC, outC/group, …kernel], where a group's input channels make its output channels.
 */
function outputChannel(dims: number[], transposeGroups: number | null): (index: number) => number {
  const kernel = dims.slice(2).reduce((a, b) => a * b, 1);
  const row = dims[1] * kernel;
  if (transposeGroups === null) return (index) => Math.floor(index / row);
  const inputsPerGroup = dims[0] / transposeGroups;
  return (index) => {
    const group = Math.floor(index / row / inputsPerGroup);
    return group * dims[1] + (Math.floor(index / kernel) % dims[1]);
  };
}
