import { namesRead } from "../../model/graph/attributes.ts";
import { isFloating } from "../../model/graph/data-types.ts";
import { constantValue } from "../../model/graph/graph.ts";
import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import { readFloats } from "../../model/read/tensor.ts";
import {
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  type ValueInfoProto,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";

/** What the changes of a graph's nodes may know: its own tensors and, in a subgraph, those around it. */
export class Scope {
  /** Outputs of nodes that only ever enlarge, whatever their scales. */
  readonly enlarged = new Set<string>();
  readonly #values: Map<string, ValueInfoProto>;
  readonly #constants: Map<string, TensorProto>;
  readonly #producers: Map<string, NodeProto>;
  readonly #read: ReadonlySet<string>;

  constructor(
    graph: GraphProto,
    readonly fresh: (wanted: string) => string,
    /** Whether the model holds floating-point tensors of one type only, float32. */
    readonly onlyFloat32: boolean,
    around: Scope | null,
  ) {
    const values = [...graph.valueInfo, ...graph.output, ...graph.input];
    const constants = [
      ...graph.initializer.map((tensor) => [tensor.name, tensor] as const),
      ...graph.node.flatMap((node) => {
        const tensor = node.opType === "Constant" ? constantValue(node) : null;
        return tensor ? [[node.output[0], tensor] as const] : [];
      }),
    ];
    const producers = graph.node.flatMap((node) => node.output.map((name) => [name, node] as const));
    this.#read = new Set([...graph.node.flatMap(namesRead), ...graph.output.map(({ name }) => name)]);
    this.#values = new Map([
      ...(around ? around.#values : []),
      ...values.map((value) => [value.name, value] as const),
    ]);
    this.#constants = new Map([...(around ? around.#constants : []), ...constants]);
    this.#producers = new Map([...(around ? around.#producers : []), ...producers]);
  }

  /** A Constant node that makes a tensor, under a free name. */
  constant(tensor: TensorProto): NodeProto {
    const output = this.fresh(tensor.name);
    const node = onnxNode("Constant", this.fresh(`${output}_Constant`), [], [output], { value: { tensor } });
    this.#constants.set(output, tensor);
    return node;
  }

  /** Whether anything reads a tensor that a node of this graph makes. */
  isRead(tensor: string): boolean {
    return this.#read.has(tensor);
  }

  /** Values of a constant floating-point tensor; null for any other. */
  floats(tensor: string): Float32Array | null {
    const constant = this.#constants.get(tensor);
    return constant && isFloating(constant.dataType) ? readFloats(constant) : null;
  }

  /** Shape of a tensor where the file states it: numbers, or null for a dimension that is not fixed. */
  shape(tensor: string): (number | null)[] | null {
    const constant = this.#constants.get(tensor);
    if (constant) return constant.dims.map(Number);
    const type = this.#values.get(tensor)?.type?.value;
    const dims = type?.case === "tensorType" ? type.value.shape?.dim : undefined;
    if (dims) return dims.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : null));
    const producer = this.#producers.get(tensor)?.opType;
    return producer === "Gemm" || producer === "Flatten" ? [null, null] : null;
  }

  /** Element type of what a floating-point operator reads and writes; null where the file does not tell. */
  floatType({ input, output }: NodeProto): Type | null {
    if (this.onlyFloat32) return Type.FLOAT;
    for (const name of [input[0], output[0]]) {
      const type = this.#values.get(name)?.type?.value;
      if (type?.case === "tensorType") return type.value.elemType;
      const constant = this.#constants.get(name);
      if (constant) return constant.dataType;
    }
    return null;
  }
}

/**
 * What becomes of a node when its operator's definition changes: nodes of the new version that mean the same,
 * in topological order; null where there are none.
 */
export type Change = (node: NodeProto, scope: Scope) => NodeProto[] | null;

/** A copy of a node with other inputs and attributes. */
export function changedNode(
  node: NodeProto,
  changes: { op?: string; input?: string[]; output?: string[]; without?: string[]; added?: AttributeProto[] },
): NodeProto {
  const { op = node.opType, input = node.input, output = node.output, without = [], added = [] } = changes;
  const replaced = new Set([...without, ...added.map(({ name }) => name)]);
  const attribute = [...node.attribute.filter(({ name }) => !replaced.has(name)), ...added];
  return shallowCopy(NodeProtoSchema, node, { opType: op, input, output, attribute });
}
