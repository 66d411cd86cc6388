import { constantOf, type GraphView, graphView, isGraphOutput, type NodeView } from "../model/graph/graph.ts";
import { namedNodes } from "../model/graph/node-names.ts";
import { prune } from "../model/graph/prune.ts";
import { shallowCopy, withGraph } from "../model/graph/shallow-copy.ts";
import { readInts } from "../model/read/tensor.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "../model/schema/onnx_pb.ts";

/**
 * A copy of the model without the nodes that hand on what they read: Identity, and Dropout, which does
 * nothing in inference. Their readers read what they did. A node stays whose output is one of the graph's or
 * is read in a subgraph, and a Dropout that trains or whose mask is read.
 */
export function removeNoOps(model: ModelProto): ModelProto {
  const view = graphView(model);
  const sources = new Map<string, string>();
  const source = (name: string) => sources.get(name) ?? name;
  const named = namedNodes(view.nodes.map(({ proto }) => proto));
  const node = view.nodes.map((each, i): NodeProto => {
    if (handsOn(view, each)) sources.set(each.outputs[0], source(each.inputs[0]));
    return each.inputs.some((name) => sources.has(name))
      ? shallowCopy(NodeProtoSchema, named[i], { input: each.inputs.map(source) })
      : named[i];
  });
  const rewritten = withGraph(model, { node });
  return sources.size > 0 ? prune(rewritten) : rewritten;
}

function handsOn(view: GraphView, { op, inputs, outputs }: NodeView): boolean {
  if (isGraphOutput(view, outputs[0])) return false;
  if (op === "Identity") return true;
  if (op !== "Dropout" || (outputs[1] && isRead(view, outputs[1]))) return false;
  const training = inputs[2] ? constantOf(view, inputs[2]) : null;
  return !inputs[2] || (training !== null && readInts(training)[0] === 0);
}

function isRead(view: GraphView, tensor: string): boolean {
  return view.consumers.has(tensor) || isGraphOutput(view, tensor);
}
