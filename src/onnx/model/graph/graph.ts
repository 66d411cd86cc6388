import {
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
  type ValueInfoProto,
} from "../schema/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../write/tensor.ts";
import { namesRead, subgraphs } from "./attributes.ts";
import { nodeNames } from "./names.ts";
import { mainGraph } from "./shallow-copy.ts";

/** A node of the main graph. Optional inputs and outputs that are left out are empty strings (ONNX IR, "Optional inputs"). */
export interface NodeView {
  /** Position in the graph, which is in topological order. */
  index: number;
  /** Unique in the graph; generated where the file gives none. */
  name: string;
  /** Operator, with its domain in front unless that is ONNX's own: `Conv`, `com.microsoft.Gelu`. */
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  proto: NodeProto;
}

/** The main graph with its edges resolved. */
export interface GraphView {
  nodes: NodeView[];
  producers: Map<string, NodeView>;
  /** Nodes that read a tensor, each once, also those that read it inside a subgraph. */
  consumers: Map<string, NodeView[]>;
  initializers: Map<string, TensorProto>;
  /** Graph inputs that a caller feeds; initialisers listed as inputs (IR < 4) are left out. */
  inputs: ValueInfoProto[];
  outputs: ValueInfoProto[];
  /** Shapes that the file states, of inputs, outputs and what lies between: numbers, or names of symbolic dimensions ("" if unnamed). */
  shapes: Map<string, (number | string)[]>;
  /** Element types that the file states, of inputs, outputs and what lies between. */
  elementTypes: Map<string, Type>;
  /** Version of ONNX's own operator set; 0 if none is imported. */
  opset: number;
}

/** Resolves the edges of a model's main graph. */
export function graphView(model: ModelProto): GraphView {
  const graph = mainGraph(model);
  const names = nodeNames(graph.node);
  const nodes = graph.node.map((proto, index) => nodeView(proto, index, names[index]));
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const values = [...graph.input, ...graph.output, ...graph.valueInfo];
  return {
    nodes,
    producers: new Map(nodes.flatMap((node) => node.outputs.filter(Boolean).map((name) => [name, node]))),
    consumers: consumersOf(nodes),
    initializers,
    inputs: graph.input.filter(({ name }) => !initializers.has(name)),
    outputs: graph.output,
    shapes: shapesOf(values),
    elementTypes: new Map(
      values.flatMap(({ name, type }) =>
        type?.value.case === "tensorType" ? [[name, type.value.value.elemType] as const] : [],
      ),
    ),
    opset: opsetOf(model),
  };
}

function nodeView(proto: NodeProto, index: number, name: string): NodeView {
  const op = isOnnxDomain(proto.domain) ? proto.opType : `${proto.domain}.${proto.opType}`;
  return { index, name, op, inputs: proto.input, outputs: proto.output, proto };
}

/** Version of ONNX's own operator set that a model or a function imports; 0 if none. */
export function opsetOf({ opsetImport }: Pick<ModelProto, "opsetImport">): number {
  return Number(opsetImport.find(({ domain }) => isOnnxDomain(domain))?.version ?? 0n);
}

/** Whether a domain is that of ONNX's own operators, which has two names. */
export function isOnnxDomain(domain: string): boolean {
  return domain === "" || domain === "ai.onnx";
}

function consumersOf(nodes: readonly NodeView[]): Map<string, NodeView[]> {
  const consumers = new Map<string, NodeView[]>();
  for (const node of nodes) {
    for (const name of new Set(namesRead(node.proto))) {
      const list = consumers.get(name);
      if (list) list.push(node);
      else consumers.set(name, [node]);
    }
  }
  return consumers;
}

function shapesOf(values: readonly ValueInfoProto[]): Map<string, (number | string)[]> {
  const shapes = new Map<string, (number | string)[]>();
  for (const { name, type } of values) {
    if (type?.value.case !== "tensorType") continue;
    const dims = type.value.value.shape?.dim;
    if (!dims) continue;
    const shape = dims.map(({ value }) => {
      // Some exporters write -1 for any length.
      if (value.case === "dimValue") return value.value < 0n ? "" : Number(value.value);
      return value.value ?? "";
    });
    shapes.set(name, shape);
  }
  return shapes;
}

/** What an Identity at the end of a chain of them repeats, by view: a long chain is followed once. */
const REPEATED = new WeakMap<GraphView, Map<string, string>>();

/** The name at the beginning of a chain of Identity nodes; the name itself where no Identity makes it. */
function repeatedName(view: GraphView, tensor: string): string {
  let known = REPEATED.get(view);
  if (!known) {
    known = new Map();
    REPEATED.set(view, known);
  }
  const passed: string[] = [];
  let name = tensor;
  for (;;) {
    const producer = view.initializers.has(name) ? undefined : view.producers.get(name);
    if (producer?.op !== "Identity") break;
    passed.push(name);
    name = known.get(name) ?? producer.inputs[0];
  }
  for (const each of passed) known.set(each, name);
  return name;
}

/** The tensor behind a name that is an initialiser, the output of a Constant node, or an Identity of either; null if it is computed. */
export function constantOf(view: GraphView, tensor: string): TensorProto | null {
  const name = repeatedName(view, tensor);
  const initializer = view.initializers.get(name);
  if (initializer) return initializer;
  const producer = view.producers.get(name);
  return producer?.op === "Constant" ? constantValue(producer.proto) : null;
}

/** The constant behind a name that is known to have one. */
export function requireConstant(view: GraphView, tensor: string): TensorProto {
  const constant = constantOf(view, tensor);
  if (!constant) throw new Error(`${tensor} is not a constant`);
  return constant;
}

/** The constant behind a name if its values are float32 and inside the file; null for any other. */
export function floatConstantOf(view: GraphView, tensor: string): TensorProto | null {
  const constant = constantOf(view, tensor);
  const isInside = constant?.dataLocation !== TensorProto_DataLocation.EXTERNAL;
  return constant?.dataType === Type.FLOAT && isInside ? constant : null;
}

/** Whether a tensor is an output of the graph. */
export function isGraphOutput(view: GraphView, tensor: string): boolean {
  return view.outputs.some(({ name }) => name === tensor);
}

/** The tensor that a Constant node makes, in any of its forms (Constant-13); null for sparse values and strings. */
export function constantValue(node: NodeProto): TensorProto | null {
  for (const { name, t, f, floats, i, ints } of node.attribute) {
    if (name === "value") return t ?? null;
    if (name === "value_float") return floatTensor("", [], [f]);
    if (name === "value_floats") return floatTensor("", [floats.length], floats);
    if (name === "value_int") return int64Tensor("", [], [i]);
    if (name === "value_ints") return int64Tensor("", [ints.length], ints);
  }
  return null;
}

/**
 * The node that alone reads a tensor, exactly once; null if several do, if it reads it twice or inside a
 * subgraph, or if the tensor is an output of the graph.
 */
export function onlyReader(view: GraphView, tensor: string): NodeView | null {
  const readers = view.consumers.get(tensor) ?? [];
  if (readers.length !== 1 || isGraphOutput(view, tensor)) return null;
  const [reader] = readers;
  return reader.inputs.filter((name) => name === tensor).length === 1 && subgraphs(reader.proto).length === 0
    ? reader
    : null;
}
