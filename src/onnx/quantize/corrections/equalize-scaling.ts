import type { EqualizedPair } from "#experiment/result.ts";
import { forEachKernel } from "../../layers/weight-layout.ts";
import { mapChannels } from "../../model/graph/channel-constant.ts";
import type { NodeView } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { prune } from "../../model/graph/subgraph.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import type { ScalableLayer, ScalablePair } from "./equalize-pairs.ts";

/** One rescaling of one graph's channels: the changes are collected and applied in the end. */
export class ChannelScaling {
  readonly #fresh: (wanted: string) => string;
  readonly #added: TensorProto[] = [];
  /** For each node of the original what takes its place. */
  readonly #nodes: NodeProto[][];

  constructor(private readonly model: ModelProto) {
    this.#fresh = freshNames(model);
    this.#nodes = namedNodes(mainGraph(model).node).map((node) => [node]);
  }

  /** Multiplies the input channels of a layer's weight and divides its output channels. */
  scaleWeights(
    { layer, layout }: ScalableLayer,
    weights: Float32Array,
    multiply: Float64Array | null,
    divide: Float64Array | null,
  ): void {
    if (!layer.weight) return;
    const spread = multiply === null ? 1 : layout.inputs / multiply.length;
    const scaled = new Float32Array(weights.length);
    forEachKernel(layout, (output, input, start, end) => {
      const factor = (multiply?.[Math.floor(input / spread)] ?? 1) / (divide?.[output] ?? 1);
      for (let i = start; i < end; i++) scaled[i] = weights[i] * factor;
    });
    this.#setInput(layer.node.index, 1, layer.weight.tensor, layer.weight.dims, scaled);
  }

  /** Divides what lies between the weights of two layers by the factors: biases and the bounds of clips. */
  scaleBetween(
    { first, clips, activated }: ScalablePair,
    factors: Float64Array,
  ): EqualizedPair["activation"] {
    for (const { node, input, tensor, constant } of first.biases ?? []) {
      const values = mapChannels(constant, factors.length, (value, channel) => value / factors[channel]);
      this.#setInput(node, input, tensor, constant.dims, values);
    }
    if (clips.length === 0) return activated ? "relu" : "none";
    const split = clips.map(({ node, high, spatialRank }) => {
      const bounds = Float32Array.from(factors, (factor) => high / factor);
      return this.#replaceClip(node, bounds, spatialRank);
    });
    return split.includes(true) ? "clip-per-channel" : "clip";
  }

  /** The model with all that was changed. */
  result(): ModelProto {
    const changed = withGraph(this.model, { node: this.#nodes.flat() });
    return prune(withInitializers(changed, this.#added));
  }

  /** A Clip to `[0, largest bound]`, and behind it a Min with all bounds where they differ. */
  #replaceClip(
    { index, name, inputs, outputs }: NodeView,
    bounds: Float32Array,
    spatialRank: number,
  ): boolean {
    const highest = bounds.reduce((a, b) => Math.max(a, b));
    const isSplit = bounds.some((bound) => bound !== highest);
    const output = isSplit ? this.#fresh(`${outputs[0]}_unbounded`) : outputs[0];
    const limits = [this.#scalar(`${name}_min`, 0), this.#scalar(`${name}_max`, highest)];
    const nodes = [onnxNode("Clip", name, [inputs[0], ...limits], [output])];
    if (isSplit) {
      const dims = [bounds.length, ...new Array<number>(spatialRank).fill(1)];
      const each = this.#initializer(`${name}_bounds`, dims, bounds);
      nodes.push(onnxNode("Min", this.#fresh(`${name}_Min`), [output, each], outputs));
    }
    this.#nodes[index] = nodes;
    return isSplit;
  }

  #scalar(wanted: string, value: number): string {
    return this.#initializer(wanted, [], Float32Array.of(value));
  }

  #initializer(wanted: string, dims: readonly number[], values: Float32Array): string {
    const name = this.#fresh(wanted);
    this.#added.push(floatTensor(name, dims, values));
    return name;
  }

  /** Makes a node read new values in place of a constant. */
  #setInput(
    node: number,
    input: number,
    tensor: string,
    dims: readonly number[],
    values: Float32Array,
  ): void {
    const [proto] = this.#nodes[node];
    const name = this.#initializer(`${tensor}_equalized`, dims, values);
    this.#nodes[node] = [shallowCopy(NodeProtoSchema, proto, { input: proto.input.with(input, name) })];
  }
}
