import { Facts } from "../../infer/shapes/facts.ts";
import { inferNode, inferShapes } from "../../infer/shapes/infer.ts";
import { fromFront } from "../../infer/shapes/rule.ts";
import { intAttr, subgraphs } from "../../model/graph/attributes.ts";
import { freshNames } from "../../model/graph/fresh-names.ts";
import type { GraphView, NodeView } from "../../model/graph/graph.ts";
import { subgraphReads } from "../../model/graph/reads.ts";
import type { ModelProto, NodeProto } from "../../model/schema/onnx_pb.ts";
import { type Batched, KeptFixed, keptFixed } from "./batch-rule.ts";
import { BATCH_RULES } from "./batch-rules.ts";
import { BatchSize, withInput } from "./batch-size.ts";
import { TARGET_RULES } from "./target-rules.ts";

/** A batch no network has by chance, nor divides to nothing: what becomes of it shows where the batch goes. */
const PROBE = 1_000_003;
/** Expand is there from this version of ONNX's operator set. */
const EXPAND_OPSET = 8;

/** Follows the batch through a graph, node by node, and rewrites what has its length of one written in. */
export class BatchTrace {
  /** Tensors that hold one item per batch index → the axis along which they do. */
  readonly axes = new Map<string, number>();
  readonly nodes: NodeProto[] = [];
  readonly size: BatchSize;
  /** Small tensors computed from shapes, whose values depend on how long the batch is. */
  readonly #derived = new Set<string>();
  /** What is known for a batch of one, as the file has it, and for one of {@link PROBE}. */
  readonly #one: Facts;
  readonly #probe: Facts;

  /** `inputs`: names of the inputs whose axis 0 is the batch. */
  constructor(
    model: ModelProto,
    private readonly view: GraphView,
    inputs: readonly string[],
  ) {
    const one = new Map(inputs.map((name) => [name, dimsOf(view, name, 1)]));
    this.#one = inferShapes(view, one);
    const others = view.inputs.flatMap(({ name }) => {
      const dims = this.#one.shape(name);
      return dims ? [[name, inputs.includes(name) ? dims.with(0, PROBE) : dims] as const] : [];
    });
    this.#probe = new Facts(view, new Map(others));
    for (const name of inputs) this.axes.set(name, 0);
    this.size = new BatchSize(inputs[0], freshNames(model));
  }

  /** @throws KeptFixed where items are not computed each by itself, or it cannot be told */
  follow(): void {
    for (const node of this.view.nodes) this.#follow(node);
  }

  #follow(node: NodeView): void {
    const inner = subgraphReads(node.proto);
    const isBatched = (name: string) => this.axes.has(name) || this.#derived.has(name);
    if (inner.some(isBatched)) throw keptFixed(node, "reads the batch in a subgraph");
    if (!node.inputs.some(isBatched)) {
      this.#keep(node.proto, node);
      return;
    }
    if (subgraphs(node.proto).length > 0) throw keptFixed(node, "decides by the input what to run");
    if (this.#followValue(node)) return;
    const rewritten = this.#rewritten(node);
    this.#keep(rewritten.proto, node);
    for (const name of node.outputs.filter(Boolean)) this.axes.set(name, rewritten.axis);
    this.#checkShape(node, rewritten.axis);
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

  #rewritten(node: NodeView): { proto: NodeProto; axis: number } {
    const target = TARGET_RULES.get(node.op);
    if (target) {
      const { axis, target: changed } = target(this.#asked(node));
      if (!changed) return { proto: node.proto, axis };
      const wanted = `${node.inputs[changed.input]}_batch`;
      return { proto: withInput(node.proto, changed.input, this.#vector(wanted, changed.sizes)), axis };
    }
    if (node.inputs.some((name) => this.#derived.has(name))) {
      throw keptFixed(node, "computes with the length of the batch");
    }
    const rule = BATCH_RULES.get(node.op);
    if (!rule) throw keptFixed(node, "is not known to compute each item by itself");
    const proto = node.op === "Concat" ? this.#repeatingConstants(node) : node.proto;
    return { proto, axis: rule(this.#asked({ ...node, proto, inputs: proto.input })) };
  }

  /** A Concat whose constants, such as a class token, are repeated along the batch. */
  #repeatingConstants(node: NodeView): NodeProto {
    const at = node.inputs.map((name) => this.axes.get(name)).find((axis) => axis !== undefined);
    const along = fromFront(intAttr(node.proto, "axis", 1), this.#one.shape(node.inputs[0])?.length ?? 0);
    if (at === undefined || along === at || this.view.opset < EXPAND_OPSET) return node.proto;
    return node.inputs.reduce((proto, name, i) => {
      const dims = this.#one.shape(name);
      if (this.axes.has(name) || dims?.[at] !== 1) return proto;
      const before: NodeProto[] = [];
      const repeated = this.size.repeated(name, at, dims.length, before);
      this.nodes.push(...before);
      this.#one.setShape(repeated, dims);
      this.axes.set(repeated, at);
      return withInput(proto, i, repeated);
    }, node.proto);
  }

  #vector(wanted: string, sizes: readonly (number | "batch")[]): string {
    const before: NodeProto[] = [];
    const name = this.size.vector(wanted, sizes, before);
    this.nodes.push(...before);
    for (const [facts, length] of [
      [this.#one, 1],
      [this.#probe, PROBE],
    ] as const) {
      const data = sizes.map((size) => (size === "batch" ? length : size));
      facts.setValue(name, { data, isInteger: true });
      facts.setShape(name, [data.length]);
    }
    return name;
  }

  #keep(proto: NodeProto, node: NodeView): void {
    this.nodes.push(proto);
    inferNode({ ...node, proto, inputs: proto.input }, this.#probe);
  }

  #asked(node: NodeView): Batched {
    const known = (name: string) => {
      const dims = this.#one.shape(name);
      if (!dims) throw keptFixed(node, "has a shape that is not known");
      return dims;
    };
    return {
      node,
      opset: this.view.opset,
      axis: (input) => this.axes.get(node.inputs[input]) ?? null,
      shape: (input) => known(node.inputs[input]),
      constant: (input) =>
        this.#derived.has(node.inputs[input]) ? null : this.#one.value(node.inputs[input]),
      batchPosition: (input) => this.#batchPosition(node.inputs[input]),
      outputShape: (output) => known(node.outputs[output]),
    };
  }

  #batchPosition(name: string): number | null {
    if (!this.#derived.has(name)) return null;
    const one = this.#one.value(name)?.data ?? [];
    const probe = this.#probe.value(name)?.data ?? [];
    const changed = one.flatMap((value, i) => (value === probe[i] ? [] : [i]));
    const [position] = changed;
    return changed.length === 1 && one[position] === 1 && probe[position] === PROBE ? position : null;
  }

  /** What the rules say must be what a batch of {@link PROBE} comes to. */
  #checkShape(node: NodeView, axis: number): void {
    const one = this.#one.shape(node.outputs[0]);
    const probe = this.#probe.shape(node.outputs[0]);
    if (one && probe && (one[axis] !== 1 || String(one.with(axis, PROBE)) !== String(probe))) {
      throw keptFixed(node, "does not keep the items apart");
    }
  }
}

function dimsOf(view: GraphView, name: string, batch: number): number[] {
  const [, ...rest] = view.shapes.get(name) ?? [];
  if (rest.some((size) => typeof size !== "number"))
    throw new KeptFixed(`input “${name}” has other open sizes`);
  return [batch, ...(rest as number[])];
}
