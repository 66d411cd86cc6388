import { subgraphs } from "../model/graph/attributes.ts";
import { freshNames, namedNodes } from "../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withSubgraphs } from "../model/graph/shallow-copy.ts";
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "../model/schema/onnx_pb.ts";

/** Whether every JavaScript object has something of that name: `constructor`, `toString`, `__proto__`. */
const isInherited = (name: string): boolean => name in Object.prototype;

/**
 * A copy of the model without tensors that are called like what every JavaScript object has: the runtime and records
 * by name would take the one for the other. They get a free name, nodes that of their operator and position. Inputs and
 * outputs of the model keep their names, which callers know, but for `__proto__`, which the runtime cannot be fed.
 *
 * @returns the model itself where no name is like that; `renamed`: inputs and outputs that are called otherwise now
 */
export function safeNames(model: ModelProto): { model: ModelProto; renamed: { from: string; to: string }[] } {
  const graph = mainGraph(model);
  const atEdge = new Set([...graph.input, ...graph.output].map(({ name }) => name));
  const found = [...new Set(namesIn(graph))].filter(isInherited);
  const isKept = (name: string) => atEdge.has(name) && name !== "__proto__";
  const fresh = freshNames(model);
  const names = new Map(found.filter((name) => !isKept(name)).map((name) => [name, fresh(`${name}_1`)]));
  const hasNodes = graph.node.some(({ name }) => isInherited(name));
  if (names.size === 0 && !hasNodes) return { model, renamed: [] };
  return {
    model: withGraph(model, renamedGraph(graph, names)),
    renamed: [...names].flatMap(([from, to]) => (atEdge.has(from) ? [{ from, to }] : [])),
  };
}

/** Names of tensors that a graph and its subgraphs make or are given. */
function namesIn({ input, initializer, node }: GraphProto): string[] {
  return [
    ...[...input, ...initializer].map(({ name }) => name),
    ...node.flatMap((each) => [...each.output, ...subgraphs(each).flatMap(namesIn)]),
  ];
}

function renamedGraph(graph: GraphProto, names: ReadonlyMap<string, string>): GraphProto {
  const nameOf = (name: string) => names.get(name) ?? name;
  const info = (each: GraphProto["input"][number]) =>
    shallowCopy(ValueInfoProtoSchema, each, { name: nameOf(each.name) });
  const node = (each: NodeProto): NodeProto =>
    withSubgraphs(
      shallowCopy(NodeProtoSchema, each, { input: each.input.map(nameOf), output: each.output.map(nameOf) }),
      (inner) => renamedGraph(inner, names),
    );
  const nodes = graph.node.map((each) =>
    isInherited(each.name) ? shallowCopy(NodeProtoSchema, each, { name: "" }) : each,
  );
  return shallowCopy(GraphProtoSchema, graph, {
    node: namedNodes(nodes).map(node),
    input: graph.input.map(info),
    output: graph.output.map(info),
    valueInfo: graph.valueInfo.map(info),
    initializer: graph.initializer.map((each) =>
      shallowCopy(TensorProtoSchema, each, { name: nameOf(each.name) }),
    ),
  });
}
