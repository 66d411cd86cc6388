import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Notice } from "#experiment/result.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import type { Placement } from "../../layers/placement.ts";
import { namesReadInSubgraphs } from "../../model/graph/attributes.ts";
import { type GraphView, isGraphOutput, type NodeView } from "../../model/graph/graph.ts";
import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import type { LayerBoundary, QuantizationSpec, RewrittenLayer } from "../plan/plan.ts";
import type { PlannedWeights } from "../plan/planned-weights.ts";
import { ActivationPairs, type QdqPair, storedGrid } from "./activations.ts";
import { FollowedConstants } from "./constant-nodes.ts";
import { QdqEditor } from "./editor.ts";
import { floatExecution, integerExecution, partExecution } from "./execution.ts";
import { LayerConstants, type WrittenConstants } from "./layer-constants.ts";
import { integerPart, replaces } from "./params.ts";

/** One rewriting of one graph into QDQ form: `nodes()` once, then the rest. */
export class QdqRewrite {
  readonly #view: GraphView;
  readonly #editor: QdqEditor;
  readonly #placement: Placement;
  readonly #params: Map<string, AffineParams>;
  readonly #activations: ActivationPairs;
  readonly #constants: LayerConstants;
  readonly #followed: FollowedConstants;
  /** Layers that become integer, by position of their node. */
  readonly #layers: Map<number, QuantizableLayer>;
  /** Activations → their pair, once it is made. */
  readonly #pairs = new Map<string, QdqPair>();
  /** Layer names → their quantized constants, once written. */
  readonly #written = new Map<string, WrittenConstants>();
  /** First outputs of the nodes, as they are named in the new graph. */
  readonly #sums = new Map<NodeView, string>();
  /** Relu and Clip nodes that disappear. */
  readonly #gone = new Set<NodeView>();
  /** Tensors that subgraphs read under the names they have. */
  readonly #captured: ReadonlySet<string>;
  readonly #keptFloat: readonly Notice[];
  readonly #part: QuantizedPart;

  constructor(
    model: ModelProto,
    view: GraphView,
    layers: readonly QuantizableLayer[],
    weights: PlannedWeights["weights"],
    { activations, part: quantized = "both" }: Pick<QuantizationSpec, "activations" | "part">,
  ) {
    this.#part = quantized;
    this.#view = view;
    this.#layers = new Map();
    this.#editor = new QdqEditor(model);
    this.#constants = new LayerConstants(view, this.#editor);
    this.#followed = new FollowedConstants(view, this.#editor);
    this.#captured = new Set(view.nodes.flatMap(({ proto }) => namesReadInSubgraphs(proto)));
    const wanted = layers.filter(({ name }) => weights.has(name));
    const part = integerPart(view, wanted, activations);
    this.#placement = part.placement;
    this.#params = part.params;
    this.#keptFloat = part.notices;
    this.#activations = new ActivationPairs(this.#editor, this.#params);
    for (const layer of part.layers) {
      this.#layers.set(layer.node.index, layer);
      const weight = weights.get(layer.name);
      if (weight && quantized !== "activations")
        this.#constants.prepare(layer, weight, this.#paramsOf(layer.inputs[0]));
    }
    if (quantized === "weights") this.#keepActivations();
    else this.#replaceActivations();
  }

  /** No tensor gets a pair, and no Relu goes. */
  #keepActivations(): void {
    const { sources, absorbed, followers } = this.#placement;
    sources.clear();
    absorbed.clear();
    followers.clear();
  }

  /**
   * Removes each Relu or Clip that the range of its output replaces. Where the range does not replace it, as with
   * symmetric levels, its input gets a pair with the same parameters, so that the layer before still writes
   * integers: saturating, clipping and saturating again equals clipping, then saturating.
   */
  #replaceActivations(): void {
    const { absorbed, sources } = this.#placement;
    for (const [tensor, node] of absorbed) {
      const [output] = node.outputs;
      if (replaces(this.#view, node, this.#paramsOf(output))) {
        this.#gone.add(node);
      } else {
        absorbed.delete(tensor);
        sources.set(tensor, sources.get(output) ?? output);
      }
    }
  }

  get initializers(): TensorProto[] {
    return this.#editor.initializers;
  }

  /** What was done otherwise than asked, once the nodes are made. */
  get notices(): readonly Notice[] {
    return [...this.#keptFloat, ...this.#constants.notices];
  }

  /** The new graph's nodes, in topological order. Makes the pairs and adds the initialisers on the way. */
  nodes(): NodeProto[] {
    const fed = this.#view.inputs.flatMap(({ name }) => this.#makePair(name, name));
    return [
      ...fed,
      ...this.#view.nodes.flatMap((node) => (this.#gone.has(node) ? [] : this.#rewritten(node))),
    ];
  }

  result(layer: QuantizableLayer): RewrittenLayer {
    const { name, node, outputTensor } = layer;
    const written = this.#written.get(name);
    const output = this.#pairs.get(outputTensor)?.output ?? outputTensor;
    const isInt = this.#layers.has(node.index);
    const execution = !isInt
      ? floatExecution(layer)
      : this.#part !== "both"
        ? partExecution(layer, written?.storageBits)
        : integerExecution(
            layer,
            written ?? null,
            layer.inputs.map((tensor) => this.#paramsOf(tensor)),
            this.#paramsOf(outputTensor),
          );
    return {
      name,
      ...execution,
      weights: written?.quantized ?? null,
      widenedScales: written?.widenedScales ?? 0,
      clampedBiases: written?.clampedBiases ?? 0,
      output,
      sum: this.#sums.get(node) ?? node.outputs[0],
      boundary: isInt && this.#part === "both" ? this.#codeBoundary(layer) : null,
    };
  }

  /** Between the 8-bit tensors that a layer reads and writes. */
  #codeBoundary({ inputs, outputTensor }: QuantizableLayer): LayerBoundary | null {
    const codes = (tensor: string) => this.#pairs.get(tensor)?.codes;
    const output = codes(outputTensor);
    if (output === undefined) return null;
    const named = inputs.flatMap((input) => {
      const elemType = storedGrid(this.#paramsOf(input)).signed ? Type.INT8 : Type.UINT8;
      return [codes(input) ?? []].flat().map((tensor) => ({ tensor, elemType }));
    });
    return named.length === inputs.length ? { inputs: named, output } : null;
  }

  #rewritten(node: NodeView): NodeProto[] {
    const copy = shallowCopy(NodeProtoSchema, node.proto, {
      input: node.inputs.map((name) => this.#pairs.get(name)?.output ?? name),
    });
    const before = [...this.#layerConstants(node, copy), ...this.#followedConstants(node, copy)];
    const after: NodeProto[] = [];
    copy.output = node.outputs.map((name) => {
      const tensor = this.#placement.absorbed.get(name)?.outputs[0] ?? name;
      const raw = this.#keepsName(tensor) ? this.#editor.fresh(`${tensor}_QuantizeLinear_Input`) : tensor;
      after.push(...this.#makePair(tensor, raw));
      return raw;
    });
    this.#sums.set(node, copy.output[0]);
    return [...before, copy, ...after];
  }

  /** A layer's weight and bias behind DequantizeLinear; `copy` is made to read them. */
  #layerConstants(node: NodeView, copy: NodeProto): NodeProto[] {
    const layer = this.#layers.get(node.index);
    const written = layer && this.#constants.write(layer);
    if (!written) return [];
    this.#written.set(layer.name, written);
    copy.input[1] = written.weight;
    if (written.bias !== null) {
      copy.input[2] = written.bias;
      // Gemm's factor on the bias has been multiplied into it.
      copy.attribute = copy.attribute.filter(({ name }) => name !== "beta");
    }
    return written.nodes;
  }

  #followedConstants(node: NodeView, copy: NodeProto): NodeProto[] {
    const constants = this.#placement.followers.get(node) ?? [];
    if (constants.length === 0) return [];
    const [output] = node.outputs;
    const params = this.#paramsOf(this.#placement.absorbed.get(output)?.outputs[0] ?? output);
    return this.#followed.read(copy, constants, storedGrid(params).signed);
  }

  /** The pair of a tensor that has one: nodes to stand behind what computes it, as `raw`. An output of the graph keeps its name. */
  #makePair(tensor: string, raw: string): NodeProto[] {
    const source = this.#placement.sources.get(tensor);
    if (source === undefined) return [];
    const pair = this.#activations.pair(tensor, source, raw, raw === tensor ? null : tensor);
    this.#pairs.set(tensor, pair);
    return pair.nodes;
  }

  /** Whether what comes out of a tensor's pair must have the tensor's name, since readers beyond this graph know it by that. */
  #keepsName(tensor: string): boolean {
    if (!this.#placement.sources.has(tensor)) return false;
    return isGraphOutput(this.#view, tensor) || this.#captured.has(tensor);
  }

  #paramsOf(tensor: string): AffineParams {
    const params = this.#params.get(this.#placement.sources.get(tensor) ?? tensor);
    if (!params) throw new Error(`${tensor} has no parameters`);
    return params;
  }
}
