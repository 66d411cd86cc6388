import type { FloatNode } from "#experiment/result.ts";
import { QUANTIZABLE } from "../layers/layers.ts";
import { subgraphs } from "../model/graph/attributes.ts";
import { isOnnxDomain } from "../model/graph/graph.ts";
import { nodeNames } from "../model/graph/names.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import type { ModelProto, NodeProto } from "../model/schema/onnx_pb.ts";

/**
 * Layers that are not in the main graph: in branches of If, bodies of Loop and Scan, and functions that
 * `inlineFunctions` had to leave. They run as they are, in floating point.
 */
export function hiddenLayers(model: ModelProto): FloatNode[] {
  const { node } = mainGraph(model);
  const names = nodeNames(node);
  return [
    ...node.flatMap((each, i) => inSubgraphs(each, names[i])),
    ...model.functions.flatMap(({ domain, name, node: nodes }) => {
      const called = [domain, name].filter(Boolean).join(".");
      const reason = `it is in the function “${called}”, whose operator sets are not the model's`;
      return layersAmong(nodes, called, reason);
    }),
  ];
}

function inSubgraphs(node: NodeProto, name: string): FloatNode[] {
  const place = node.opType === "If" ? "a branch" : "the body";
  const reason = `it is in ${place} of “${name}”, and the lab quantizes layers of the main graph`;
  return subgraphs(node).flatMap((graph) => layersAmong(graph.node, name, reason));
}

function layersAmong(nodes: readonly NodeProto[], around: string, reason: string): FloatNode[] {
  const names = nodeNames(nodes);
  return nodes.flatMap((node, i) => {
    const name = `${around}/${names[i]}`;
    const own = isOnnxDomain(node.domain) && QUANTIZABLE.has(node.opType);
    return [...(own ? [{ name, op: node.opType, reason }] : []), ...inSubgraphs(node, name)];
  });
}
