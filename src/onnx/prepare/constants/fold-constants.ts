import { subgraphs } from "../../model/graph/attributes.ts";
import { constantValue, isOnnxDomain } from "../../model/graph/graph.ts";
import { namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { prune } from "../../model/graph/subgraph.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from "../../model/schema/onnx_pb.ts";
import { weightBytes } from "../../recognize/summary.ts";
import {
  arithmetic,
  cast,
  concat,
  type Evaluate,
  flatten,
  gather,
  reshape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from "./constant-operators.ts";

const EVALUATORS: Readonly<Record<string, Evaluate>> = {
  Constant: (node) => constantValue(node),
  Identity: (_, [data]) => data,
  Cast: cast,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
};

/** Operators whose result is there already, or shares the values of what it reads. */
const FREE: ReadonlySet<string> = new Set([
  "Constant",
  "Identity",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
]);

/** Bytes of new constants that any model may come to; beyond, as many as twice its own. */
const SMALLEST_BUDGET = 64 * 2 ** 20;

/**
 * A copy of the model in which what a chain of nodes makes of constants is an initialiser: Constant in its
 * forms, Identity, Cast, Reshape and its like, Transpose, Add, Sub, Mul, Div, and Concat, Gather and Slice of
 * short vectors. The new initialiser has the name of the tensor it replaces, so that subgraphs find it too; an
 * Identity's readers read its source, so that layers that share a weight still do. Initialisers are never
 * changed, and dropped where nothing reads them any more; values that only change their shape are not copied.
 * Nodes whose results would fill memory, as a chain of sums of one large constant does, stay, too.
 * Outputs of the graph stay computed, and so does what depends on data outside the file. Nodes get the names
 * that `graphView` gives them.
 *
 * @returns `folded`: names of the nodes that are gone
 */
export function foldConstants(model: ModelProto): { model: ModelProto; folded: string[] } {
  const graph = mainGraph(model);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const constants = new Map(graph.initializer.filter(isInline).map((tensor) => [tensor.name, tensor]));
  /** Outputs of Identity nodes → what they repeat. */
  const sources = new Map<string, string>();
  const added: TensorProto[] = [];
  const kept: NodeProto[] = [];
  const folded: string[] = [];
  let budget = Math.max(SMALLEST_BUDGET, 2 * weightBytes(model));
  for (const original of namedNodes(graph.node)) {
    const node = readingSources(original, sources);
    const isFree = FREE.has(node.opType);
    const isKept = node.output.some((name) => outputs.has(name)) || (budget < 0 && !isFree);
    const value = isKept ? null : evaluated(node, constants);
    if (!value) {
      kept.push(node);
      continue;
    }
    if (!isFree) budget -= value.rawData.length;
    const [name] = node.output;
    const tensor = shallowCopy(TensorProtoSchema, value, { name });
    folded.push(node.name);
    added.push(tensor);
    constants.set(name, tensor);
    if (node.opType === "Identity") sources.set(name, node.input[0]);
  }
  const rewritten = withInitializers(withGraph(model, { node: kept }), added);
  return { model: folded.length > 0 ? prune(rewritten) : rewritten, folded };
}

function readingSources(node: NodeProto, sources: ReadonlyMap<string, string>): NodeProto {
  if (!node.input.some((name) => sources.has(name))) return node;
  return shallowCopy(NodeProtoSchema, node, { input: node.input.map((name) => sources.get(name) ?? name) });
}

/** What a node makes, if all it reads is constant. */
function evaluated(node: NodeProto, constants: ReadonlyMap<string, TensorProto>): TensorProto | null {
  const evaluate = isOnnxDomain(node.domain) ? EVALUATORS[node.opType] : undefined;
  if (!evaluate || subgraphs(node).length > 0) return null;
  const inputs = node.input.map((name) => constants.get(name) ?? null);
  if (inputs.some((input, i) => !input && node.input[i])) return null;
  return evaluate(node, inputs);
}

function isInline({ dataLocation }: TensorProto): boolean {
  return dataLocation !== TensorProto_DataLocation.EXTERNAL;
}
