import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Notice } from "#experiment/result.ts";
import { floatsToHalves } from "#numerics/floats/half.ts";
import { constantOf, type GraphView, graphView, type NodeView } from "../model/graph/graph.ts";
import { freshNames } from "../model/graph/names.ts";
import { shallowCopy, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import { prune } from "../model/graph/subgraph.ts";
import { readFloats, tensorDims } from "../model/read/tensor.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
} from "../model/schema/onnx_pb.ts";
import { onnxNode } from "../model/write/node.ts";
import { halfTensor } from "../model/write/tensor.ts";
import type { LayerBoundary } from "./plan/plan.ts";

export interface HalfPrecisionModel {
  model: ModelProto;
  /**
   * `layer.half-overflow` (details.layer, details.count, details.largest) for each layer that stays in FP32, and
   * `layer.weights-non-finite` (details.layer, details.count, details.precision) for each whose constants hold NaN or
   * an infinity, which they are in FP16, too.
   */
  notices: Notice[];
  /** Nodes that compute in FP16, by name, each from its float inputs to its float output. */
  applied: Map<string, LayerBoundary>;
}

/**
 * A copy of the model in which the nodes named in `layers` compute in FP16: their inputs go through Cast to
 * FLOAT16, which rounds to nearest, halves to even (ONNX Cast-13), weights and biases are stored as FLOAT16,
 * and a Cast back to FLOAT gives their output under its old name, so that what surrounds them is as it was.
 * A tensor that several of them read is cast once. Float weights that nothing reads any more are dropped.
 *
 * A node whose constants have finite values of magnitude 65520 or more, which half precision rounds to
 * infinity, is left as it is.
 *
 * ONNX Runtime's CPU provider, WASM included, has no FP16 kernels for these operators on most machines: it
 * computes in float32 on the rounded inputs and rounds the result. There it would drop a Cast to FLOAT16 that
 * meets the Cast back, rounding and all, at every optimisation level; so a Concat of one tensor, a copy that it
 * runs in FLOAT16, stands behind each rounding. An activation beyond ±65504 becomes infinite.
 *
 * @param layers names of nodes as `graphView` gives them
 * @param part `weights`: the constants are rounded to half precision, and `activations`: what the nodes read and
 *   write is, while they compute in FP32
 */
export function halfPrecision(
  model: ModelProto,
  layers: ReadonlySet<string>,
  part: QuantizedPart = "both",
): HalfPrecisionModel {
  if (layers.size === 0) return { model, notices: [], applied: new Map() };
  const view = graphView(model);
  const rewrite = new HalfRewrite(model, view, part);
  const node = view.nodes.flatMap((node) => (layers.has(node.name) ? rewrite.halved(node) : [node.proto]));
  const { initializers, notices, applied } = rewrite;
  return { model: prune(withInitializers(withGraph(model, { node }), initializers)), notices, applied };
}

/** One rewriting of one graph. */
class HalfRewrite {
  readonly initializers: TensorProto[] = [];
  readonly notices: Notice[] = [];
  readonly applied = new Map<string, LayerBoundary>();
  readonly #fresh: (wanted: string) => string;
  /** Float constants → their halves. */
  readonly #constants = new Map<string, HalfConstant>();
  /** Tensors in FLOAT → the same in FLOAT16, once they are in the graph. */
  readonly #halves = new Map<string, string>();
  /** Tensors in FLOAT → their values rounded to half precision, in FLOAT again. */
  readonly #rounded = new Map<string, string>();

  constructor(
    model: ModelProto,
    private readonly view: GraphView,
    private readonly part: QuantizedPart,
  ) {
    this.#fresh = freshNames(model);
  }

  /** What stands in a node's place, in topological order. */
  halved(node: NodeView): NodeProto[] {
    const constants = node.inputs.flatMap((name) => this.#constant(name) ?? []);
    const overflowed = constants.reduce((sum, constant) => sum + constant.overflowed, 0);
    if (overflowed > 0) {
      const largest = Math.max(...constants.map((constant) => constant.largest));
      const details = { layer: node.name, count: overflowed, largest };
      this.notices.push({ code: "layer.half-overflow", details });
      return [node.proto];
    }
    const nonFinite = constants.reduce((sum, constant) => sum + constant.nonFinite, 0);
    if (nonFinite > 0) {
      const details = { layer: node.name, count: nonFinite, precision: "fp16" };
      this.notices.push({ code: "layer.weights-non-finite", details });
    }
    const inputs = node.inputs
      .filter((name) => name && !this.#constant(name))
      .map((tensor) => ({ tensor, elemType: Type.FLOAT }));
    this.applied.set(node.name, { inputs, output: node.outputs[0] });
    return this.part === "both" ? this.#inHalves(node) : this.#onRounded(node);
  }

  #inHalves(node: NodeView): NodeProto[] {
    const before: NodeProto[] = [];
    const input = node.inputs.map((name) => this.#half(name, before));
    const [output] = node.outputs;
    const sum = this.#fresh(`${output}_float16`);
    const half = shallowCopy(NodeProtoSchema, node.proto, { input, output: [sum] });
    const kept = this.#copy(sum);
    return [...before, half, kept, this.#cast(kept.output[0], output, Type.FLOAT)];
  }

  /** The node in FP32, with its constants, or what it reads and writes, rounded to half precision. */
  #onRounded(node: NodeView): NodeProto[] {
    const before: NodeProto[] = [];
    const ofWeights = this.part === "weights";
    const input = node.inputs.map((name) =>
      name && ofWeights === (this.#constant(name) !== null) ? this.#roundTrip(name, before) : name,
    );
    if (ofWeights) return [...before, shallowCopy(NodeProtoSchema, node.proto, { input })];
    const [output] = node.outputs;
    const sum = this.#fresh(`${output}_float32`);
    const after: NodeProto[] = [shallowCopy(NodeProtoSchema, node.proto, { input, output: [sum] })];
    const half = this.#half(sum, after);
    return [...before, ...after, this.#cast(half, output, Type.FLOAT)];
  }

  #roundTrip(tensor: string, before: NodeProto[]): string {
    let rounded = this.#rounded.get(tensor);
    if (rounded === undefined) {
      rounded = this.#fresh(`${tensor}_rounded`);
      before.push(this.#cast(this.#half(tensor, before), rounded, Type.FLOAT));
      this.#rounded.set(tensor, rounded);
    }
    return rounded;
  }

  /** Name of a tensor in FLOAT16; the nodes that make it are added to `before` when it is first asked for. */
  #half(tensor: string, before: NodeProto[]): string {
    if (!tensor) return tensor;
    const known = this.#halves.get(tensor);
    if (known !== undefined) return known;
    const constant = this.#constant(tensor);
    let half = this.#fresh(`${tensor}_float16`);
    if (constant) {
      this.initializers.push(halfTensor(half, constant.dims, constant.bits));
    } else {
      const kept = this.#copy(half);
      before.push(this.#cast(tensor, half, Type.FLOAT16), kept);
      half = kept.output[0];
    }
    this.#halves.set(tensor, half);
    return half;
  }

  #constant(tensor: string): HalfConstant | null {
    const stored = constantOf(this.view, tensor);
    if (stored?.dataType !== Type.FLOAT) return null;
    let constant = this.#constants.get(tensor);
    if (!constant) {
      constant = halfConstant(stored);
      this.#constants.set(tensor, constant);
    }
    return constant;
  }

  #copy(half: string): NodeProto {
    const name = this.#fresh(`${half}_Concat`);
    return onnxNode("Concat", name, [half], [this.#fresh(`${name}_Output`)], { axis: 0 });
  }

  #cast(from: string, output: string, to: Type): NodeProto {
    return onnxNode("Cast", this.#fresh(`${from}_Cast`), [from], [output], { to });
  }
}

interface HalfConstant {
  dims: number[];
  bits: Uint16Array;
  /** Finite values that half precision rounds to infinity, and the largest finite magnitude. */
  overflowed: number;
  largest: number;
  /** Values that are NaN or infinite. */
  nonFinite: number;
}

function halfConstant(constant: TensorProto): HalfConstant {
  const values = readFloats(constant);
  const bits = new Uint16Array(values.length);
  const overflowed = floatsToHalves(values, bits);
  let largest = 0;
  let nonFinite = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (!(magnitude < Number.POSITIVE_INFINITY)) nonFinite++;
    else if (magnitude > largest) largest = magnitude;
  }
  return { dims: tensorDims(constant), bits, overflowed, largest, nonFinite };
}
