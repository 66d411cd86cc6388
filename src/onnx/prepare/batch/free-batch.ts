import { Facts } from "../../infer/shapes/facts.ts";
import { inferNode, inferShapes } from "../../infer/shapes/infer.ts";
import { fromFront, product } from "../../infer/shapes/rule.ts";
import { axesFromFront } from "../../infer/shapes/view-rules.ts";
import { intAttr, intsAttr, namesReadInSubgraphs, subgraphs } from "../../model/graph/attributes.ts";
import { type GraphView, graphView, type NodeView } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { int64Tensor } from "../../model/write/tensor.ts";
import { BATCH_RULES, type BatchRule } from "./batch-rules.ts";
import { withDimension } from "./open-inputs.ts";

export interface FreedModel {
  model: ModelProto;
  /** Whether the batch was fixed and is not any more. */
  freed: boolean;
  /** Why the batch stays fixed, for people: the first node that cannot be shown to work; null where the batch was never fixed, or is freed. */
  reason: string | null;
}

/**
 * A copy of a model with a fixed batch of 1 that takes batches of any length and gives for each item what the model
 * gives for the item alone. Every input of more than one dimension whose first is 1 holds one item per index. The
 * axis along which the items lie is followed through every node: shapes are inferred for a batch of one and for a
 * very long one, and the axis that differs is the batch. Where the length 1 is written into the target of a Reshape or
 * Resize, it is replaced; constants joined to the items (a class token) are repeated. Nodes keep the names that
 * `graphView` gives them. Where a node works across items, or is not known not to, nothing is changed.
 */
export function freeBatch(model: ModelProto): FreedModel {
  const named = withGraph(model, { node: namedNodes(mainGraph(model).node) });
  const view = graphView(named);
  const inputs = view.inputs.flatMap(({ name }) => {
    const dims = view.shapes.get(name) ?? [];
    return dims.length > 1 && dims[0] === 1 ? [name] : [];
  });
  if (inputs.length === 0) return { model, freed: false, reason: null };
  try {
    const trace = new BatchTrace(model, view, inputs);
    for (const node of view.nodes) trace.follow(node);
    const stray = view.outputs.find(({ name }) => trace.axes.get(name) !== 0);
    if (stray) throw new KeptFixed(`output “${stray.name}” does not hold one row per item`);
    return { model: rewritten(named, trace, freeSymbol(view.shapes)), freed: true, reason: null };
  } catch (error) {
    if (error instanceof KeptFixed) return { model, freed: false, reason: error.message };
    throw error;
  }
}

function rewritten(model: ModelProto, trace: BatchTrace, symbol: string): ModelProto {
  const graph = mainGraph(model);
  const restated = (info: ValueInfoProto) => {
    const axis = trace.axes.get(info.name);
    return axis === undefined ? info : withDimension(info, axis, symbol);
  };
  const copy = withGraph(model, {
    node: trace.nodes,
    input: graph.input.map(restated),
    output: graph.output.map(restated),
    valueInfo: graph.valueInfo.map(restated),
  });
  return withInitializers(copy, trace.initializers);
}

/** The name of a symbolic dimension that the file does not use. */
function freeSymbol(shapes: ReadonlyMap<string, readonly (number | string)[]>): string {
  const taken = new Set([...shapes.values()].flat());
  let symbol = "batch";
  while (taken.has(symbol)) symbol += "_";
  return symbol;
}

/** Why the batch cannot be made free. */
class KeptFixed extends Error {
  override readonly name = "KeptFixed";
}

function keptFixed({ name, op }: NodeView, why: string): KeptFixed {
  return new KeptFixed(`${op} “${name.slice(0, 100)}” ${why}`);
}

/** A length that no network has by chance, nor divides to nothing: it shows where the batch goes. */
const PROBE = 1_000_003;
/** Expand is there from this version of ONNX's operator set. */
const EXPAND_OPSET = 8;

/** Follows the batch through a graph, node by node, and rewrites what has its length of one written in. */
class BatchTrace {
  /** Tensors that hold one item per batch index → the axis along which they do. */
  readonly axes = new Map<string, number>();
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  /** Small tensors computed from shapes, whose values depend on how long the batch is. */
  readonly #derived = new Set<string>();
  /** What is known for a batch of one, as the file has it, and for one of {@link PROBE}. */
  readonly #one: Facts;
  readonly #probe: Facts;
  readonly #fresh: (wanted: string) => string;
  /** A vector that holds the length of the batch, once it is needed. */
  #length: string | null = null;

  /** `inputs`: names of the inputs whose axis 0 is the batch. */
  constructor(
    model: ModelProto,
    private readonly view: GraphView,
    private readonly inputs: readonly string[],
  ) {
    this.#one = inferShapes(view, new Map(inputs.map((name) => [name, dimsOf(view, name)])));
    const probe = view.inputs.flatMap(({ name }) => {
      const dims = this.#one.shape(name);
      return dims ? [[name, inputs.includes(name) ? dims.with(0, PROBE) : dims] as const] : [];
    });
    this.#probe = new Facts(view, new Map(probe));
    this.#fresh = freshNames(model);
    for (const name of inputs) this.axes.set(name, 0);
  }

  /** @throws KeptFixed where a node does not compute each item by itself, or it cannot be told */
  follow(node: NodeView): void {
    const isBatched = (name: string) => this.axes.has(name) || this.#derived.has(name);
    if (namesReadInSubgraphs(node.proto).some(isBatched))
      throw keptFixed(node, "reads the batch in a subgraph");
    if (!node.inputs.some(isBatched)) {
      this.#keep(node);
      for (const name of node.outputs) {
        const dims = this.#probe.shape(name) ?? this.#one.shape(name);
        if (dims) this.#probe.setShape(name, dims);
      }
      return;
    }
    if (subgraphs(node.proto).length > 0) throw keptFixed(node, "decides by the input what to run");
    if (this.#followValue(node)) return;
    const rule = BATCH_RULES.get(node.op);
    if (!rule) throw keptFixed(node, "is not known to compute each item by itself");
    if (!rule.takesLength && node.inputs.some((name) => this.#derived.has(name))) {
      throw keptFixed(node, "computes with the length of the batch");
    }
    if (rule.batched === "first" && node.inputs.some((name, i) => this.axes.has(name) !== (i === 0))) {
      throw keptFixed(node, "takes its weights or settings from the input");
    }
    const proto = this.#withFreeLength(node);
    const axis = this.#follow({ ...node, proto, inputs: proto.input }, rule);
    for (const name of node.outputs.filter(Boolean)) this.axes.set(name, axis);
  }

  /** Whether a node makes a small vector of numbers from shapes, which is followed by its values. */
  #followValue(node: NodeView): boolean {
    const isShape = node.op === "Shape" || node.op === "Size";
    if (!isShape && node.inputs.some((name) => this.axes.has(name))) return false;
    inferNode(node, this.#probe);
    const [output] = node.outputs;
    const one = this.#one.value(output);
    const probe = this.#probe.value(output);
    if (!one || !probe) {
      if (isShape) throw keptFixed(node, "is asked for a shape that is not known");
      return false;
    }
    if (one.data.some((value, i) => value !== probe.data[i])) this.#derived.add(output);
    this.nodes.push(node.proto);
    return true;
  }

  /** Keeps a node that reads the batch. @returns the axis along which its outputs hold the items */
  #follow(node: NodeView, rule: BatchRule): number {
    const mixed = rule.mixes?.({
      node,
      opset: this.view.opset,
      axis: (input) => this.axes.get(node.inputs[input]) ?? null,
      shape: (input) => this.#one.shape(node.inputs[input] ?? "") ?? [],
      constant: (input) => this.#constant(node.inputs[input]),
    });
    if (mixed) throw keptFixed(node, mixed);
    this.#keep(node);
    const one = this.#one.shape(node.outputs[0]);
    const probe = this.#probe.shape(node.outputs[0]);
    if (!one) throw keptFixed(node, "has a shape that is not known");
    const axis = one.findIndex((size, i) => size === 1 && probe?.[i] === PROBE);
    if (axis < 0 || String(one.with(axis, PROBE)) !== String(probe)) throw keptFixed(node, rule.otherwise);
    // Items stay whole in a Reshape where as many elements lie in front of them as before.
    if (node.op === "Reshape" && product(one.slice(0, axis)) !== this.#elementsBefore(node)) {
      throw keptFixed(node, "moves the batch");
    }
    return axis;
  }

  /** The node, with what its inputs say of the length of the batch replaced. */
  #withFreeLength(node: NodeView): NodeProto {
    if (node.op === "Concat") return this.#repeatingConstants(node);
    if (node.op === "Reshape") return this.#withFreeTarget(node);
    if (node.op === "Resize" && node.inputs[3]) return this.#withFreeSizes(node);
    return node.proto;
  }

  /** A Concat whose constants, such as a class token, are repeated along the batch. */
  #repeatingConstants(node: NodeView): NodeProto {
    const at = node.inputs.map((name) => this.axes.get(name)).find((axis) => axis !== undefined);
    const along = fromFront(intAttr(node.proto, "axis", 1), this.#one.shape(node.inputs[0])?.length ?? 0);
    if (at === undefined || along === at || this.view.opset < EXPAND_OPSET) return node.proto;
    return node.inputs.reduce((proto, name, i) => {
      const dims = this.#one.shape(name);
      if (this.axes.has(name) || dims?.[at] !== 1) return proto;
      const shape = this.#sizes(`${name}_batch_shape`, [], Array(dims.length - at - 1).fill(1));
      const repeated = this.#fresh(`${name}_batch`);
      this.nodes.push(onnxNode("Expand", this.#fresh(`${repeated}_Expand`), [name, shape], [repeated]));
      this.#one.setShape(repeated, dims);
      this.#probe.setShape(repeated, dims.with(at, PROBE));
      this.axes.set(repeated, at);
      return withInput(proto, i, repeated);
    }, node.proto);
  }

  /** A Reshape to constant sizes, of which that of the batch becomes -1: what is left. */
  #withFreeTarget(node: NodeView): NodeProto {
    const dims = this.#one.shape(node.outputs[0]);
    const target = this.#constant(node.inputs[1]);
    const at = this.axes.get(node.inputs[0]);
    if (!dims || !target || at === undefined || product(dims) === 0) return node.proto;
    const before = this.#elementsBefore(node);
    const isCandidate = (axis: number) => dims[axis] === 1 && product(dims.slice(0, axis)) === before;
    const axis = [at, target.indexOf(-1), ...dims.keys()].find(isCandidate);
    const isFree = axis !== undefined && (target[axis] === -1 || (target[axis] === 0 && axis === at));
    if (axis === undefined || isFree) return node.proto;
    return withInput(node.proto, 1, this.#vector(`${node.inputs[1]}_batch`, dims.with(axis, -1)));
  }

  /** How many elements of an item's first input lie in front of the batch's axis, over the axes before it. */
  #elementsBefore({ inputs }: NodeView): number {
    return product((this.#one.shape(inputs[0]) ?? []).slice(0, this.axes.get(inputs[0])));
  }

  /** A Resize to constant sizes, of which that of the batch becomes its length. */
  #withFreeSizes(node: NodeView): NodeProto {
    const rank = this.#one.shape(node.inputs[0])?.length ?? 0;
    const sizes = this.#constant(node.inputs[3]);
    const axes = axesFromFront(intsAttr(node.proto, "axes") ?? [...Array(rank).keys()], rank);
    const i = axes?.indexOf(this.axes.get(node.inputs[0]) ?? -1) ?? -1;
    if (sizes?.[i] !== 1) return node.proto;
    const wanted = `${node.inputs[3]}_batch`;
    return withInput(node.proto, 3, this.#sizes(wanted, sizes.slice(0, i), sizes.slice(i + 1)));
  }

  /** The name of a vector of sizes with the length of the batch between `before` and `after`. */
  #sizes(wanted: string, before: readonly number[], after: readonly number[]): string {
    const [front, back] = [before, after].map((part) =>
      part.length > 0 ? [this.#vector(`${wanted}_part`, part)] : [],
    );
    const parts = [...front, this.#batchLength(), ...back];
    if (parts.length === 1) return parts[0];
    const name = this.#fresh(wanted);
    this.nodes.push(onnxNode("Concat", this.#fresh(`${name}_Concat`), parts, [name], { axis: 0 }));
    this.#setVector(name, [...before, 1, ...after], [...before, PROBE, ...after]);
    return name;
  }

  #batchLength(): string {
    if (this.#length === null) {
      const [input] = this.inputs;
      const shape = this.#fresh(`${input}_shape`);
      this.#length = this.#fresh(`${input}_batch_length`);
      const inputs = [shape, this.#vector("batch_axis", [0])];
      this.nodes.push(
        onnxNode("Shape", this.#fresh(`${shape}_Shape`), [input], [shape]),
        onnxNode("Gather", this.#fresh(`${shape}_Gather`), inputs, [this.#length]),
      );
      this.#setVector(this.#length, [1], [PROBE]);
    }
    return this.#length;
  }

  /** The name of a new constant. */
  #vector(wanted: string, values: readonly number[]): string {
    const name = this.#fresh(wanted);
    this.initializers.push(int64Tensor(name, [values.length], values));
    this.#setVector(name, values, values);
    return name;
  }

  #setVector(name: string, one: readonly number[], probe: readonly number[]): void {
    this.#one.setShape(name, [one.length]);
    this.#one.setValue(name, { data: one, isInteger: true });
    this.#probe.setShape(name, [probe.length]);
    this.#probe.setValue(name, { data: probe, isInteger: true });
  }

  /** Elements of a small tensor that are the same for every length of the batch; null for any other. */
  #constant(name = ""): readonly number[] | null {
    return name && !this.#derived.has(name) ? (this.#one.value(name)?.data ?? null) : null;
  }

  #keep(node: NodeView): void {
    this.nodes.push(node.proto);
    inferNode(node, this.#probe);
  }
}

/** A copy of a node that reads another tensor at one input. */
function withInput(node: NodeProto, input: number, name: string): NodeProto {
  return shallowCopy(NodeProtoSchema, node, { input: node.input.with(input, name) });
}

/** Dimensions of an input for a batch of one. */
function dimsOf(view: GraphView, name: string): number[] {
  const dims = view.shapes.get(name) ?? [];
  const known = dims.filter((size) => typeof size === "number");
  if (known.length < dims.length) throw new KeptFixed(`input “${name}” has other open sizes`);
  return known;
}
