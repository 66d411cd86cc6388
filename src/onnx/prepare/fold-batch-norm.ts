import { type LayerTail, layerTails } from "../layers/batch-norm-pairs.ts";
import { intAttr } from "../model/graph/attributes.ts";
import { type GraphView, graphView, type NodeView, requireConstant } from "../model/graph/graph.ts";
import { freshNames, namedNodes } from "../model/graph/names.ts";
import { shallowCopy, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import { prune } from "../model/graph/subgraph.ts";
import { readFloats, tensorDims } from "../model/read/tensor.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../model/schema/onnx_pb.ts";
import { onnxNode } from "../model/write/node.ts";
import { floatTensor } from "../model/write/tensor.ts";

/**
 * A copy of the model with every BatchNormalization that directly follows a layer folded into it:
 * `y = (w∗x + b − mean)·g + beta` with `g = gamma / √(var + ε)` becomes `(w·g)∗x + (b − mean)·g + beta`,
 * computed in float64 and rounded once to float32; and with every Add of a constant per output channel
 * behind a Conv, ConvTranspose or Gemm made part of its bias. A layer without bias is given one, a MatMul an
 * Add. Initialisers are never changed, since others may share them; new ones are added and those no longer
 * used are dropped. All nodes get the names that `graphView` gives them, so that they keep them while
 * positions shift.
 *
 * @returns names of the BatchNormalization nodes (`folded`) and of the Adds (`foldedAdds`) that are gone
 */
export function foldBatchNorm(model: ModelProto): {
  model: ModelProto;
  folded: string[];
  foldedAdds: string[];
} {
  const view = graphView(model);
  const tails = layerTails(view);
  const folding = new TailFolding(model, view);
  const nodes: NodeProto[][] = namedNodes(view.nodes.map(({ proto }) => proto)).map((node) => [node]);
  for (const tail of tails) {
    const { layer, add, batchNorm } = tail;
    for (const gone of [add?.node, batchNorm]) if (gone) nodes[gone.index] = [];
    nodes[layer.index] = folding.nodes(tail, nodes[layer.index][0]);
  }
  const rewritten = withInitializers(withGraph(model, { node: nodes.flat() }), folding.initializers);
  return {
    model: tails.length > 0 ? prune(rewritten) : rewritten,
    folded: tails.flatMap(({ batchNorm }) => batchNorm?.name ?? []),
    foldedAdds: tails.flatMap(({ add, layer }) => (add && layer.op !== "MatMul" ? add.node.name : [])),
  };
}

class TailFolding {
  readonly initializers: TensorProto[] = [];
  readonly #fresh: (wanted: string) => string;

  constructor(
    model: ModelProto,
    private readonly view: GraphView,
  ) {
    this.#fresh = freshNames(model);
  }

  /** What stands in the place of a layer and its tail; `node` is the layer under its own name. */
  nodes(tail: LayerTail, node: NodeProto): NodeProto[] {
    const { layer, add, batchNorm, gain, mean, beta, bias } = tail;
    const sum = Float32Array.from(gain, (g, i) => (bias[i] + (add?.values[i] ?? 0) - mean[i]) * g + beta[i]);
    const weightName = layer.inputs[1];
    const weight = batchNorm ? this.#add(`${weightName}_folded`, ...this.#scaled(layer, gain)) : weightName;
    const ownBias = layer.op === "MatMul" ? "" : layer.inputs[2];
    const biasName = this.#add(`${ownBias || weightName}_folded${ownBias ? "" : "_bias"}`, [sum.length], sum);
    const [output] = (batchNorm ?? add?.node ?? layer).outputs;
    const attribute = node.attribute.filter(({ name }) => name !== "beta");
    if (layer.op !== "MatMul") {
      const input = [layer.inputs[0], weight, biasName];
      return [shallowCopy(NodeProtoSchema, node, { input, output: [output], attribute })];
    }
    const product = shallowCopy(NodeProtoSchema, node, { input: [layer.inputs[0], weight] });
    const name = add?.node.name ?? this.#fresh(`${node.name}_bias`);
    return [product, onnxNode("Add", name, [layer.outputs[0], biasName], [output])];
  }

  #scaled(layer: NodeView, gain: Float64Array): [number[], Float32Array] {
    const tensor = requireConstant(this.view, layer.inputs[1]);
    const dims = tensorDims(tensor);
    const values = readFloats(tensor);
    const channelOf = outputChannel(layer, dims);
    for (let i = 0; i < values.length; i++) values[i] *= gain[channelOf(i)];
    return [dims, values];
  }

  #add(wanted: string, dims: number[], values: Float32Array): string {
    const name = this.#fresh(wanted);
    this.initializers.push(floatTensor(name, dims, values));
    return name;
  }
}

/**
 * Output channel of the weight element at a flat index. Conv's weight is [outC, inC/group, …kernel], Gemm's
 * and MatMul's [in, out], with transB [out, in]; ConvTranspose's is [inC, outC/group, …kernel], where a
 * group's input channels make its output channels.
 */
function outputChannel({ op, proto }: NodeView, dims: number[]): (index: number) => number {
  const kernel = dims.slice(2).reduce((a, b) => a * b, 1);
  const row = dims[1] * kernel;
  if (op === "Conv" || (op === "Gemm" && intAttr(proto, "transB", 0)))
    return (index) => Math.floor(index / row);
  if (op !== "ConvTranspose") return (index) => index % row;
  const inputsPerGroup = dims[0] / intAttr(proto, "group", 1);
  return (index) => {
    const group = Math.floor(index / row / inputsPerGroup);
    return group * dims[1] + (Math.floor(index / kernel) % dims[1]);
  };
}
