import { type ModelProto, type NodeProto, TensorProto_DataType as Type } from "../schema/onnx_pb.ts";
import { valueInfo } from "../write/node.ts";
import { namesRead } from "./attributes.ts";
import { constantOf, type GraphView, graphView } from "./graph.ts";
import { mainGraph, withGraph } from "./shallow-copy.ts";

/**
 * The nodes that must run to compute `outputs`, in their order, where the tensors of `given` need not be
 * computed.
 */
export function liveNodes(
  nodes: readonly NodeProto[],
  outputs: Iterable<string>,
  given: ReadonlySet<string> = new Set(),
): NodeProto[] {
  const wanted = new Set(outputs);
  const live: NodeProto[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!nodes[i].output.some((name) => wanted.has(name) && !given.has(name))) continue;
    for (const name of namesRead(nodes[i])) wanted.add(name);
    live.push(nodes[i]);
  }
  return live.reverse();
}

/**
 * A copy of the model without what no output depends on: nodes, initialisers (those listed as inputs too),
 * and what is said about tensors that are gone. Inputs that a caller feeds and all outputs stay.
 */
export function prune(model: ModelProto): ModelProto {
  const graph = mainGraph(model);
  const outputs = graph.output.map(({ name }) => name);
  const node = liveNodes(graph.node, outputs);
  const known = new Set([...outputs, ...node.flatMap(namesRead), ...node.flatMap(({ output }) => output)]);
  const initializer = graph.initializer.filter(({ name }) => known.has(name));
  const dropped = new Set(graph.initializer.map(({ name }) => name).filter((name) => !known.has(name)));
  return withGraph(model, {
    node,
    initializer,
    input: graph.input.filter(({ name }) => !dropped.has(name)),
    valueInfo: graph.valueInfo.filter(({ name }) => known.has(name)),
    quantizationAnnotation: graph.quantizationAnnotation.filter(({ tensorName }) => known.has(tensorName)),
  });
}

/** A tensor that becomes an input of the extracted model. */
export interface CutInput {
  name: string;
  elemType: Type;
  dims: readonly (number | string)[];
}

/**
 * A model of just the nodes needed to compute `outputs` from `inputs`, with their initialisers: one layer on
 * its own, for example, to time it. What cannot be reached from `inputs` keeps the graph's own inputs.
 * Outputs may be float tensors or 8-bit ones, that is outputs of QuantizeLinear.
 */
export function extractSubgraph(
  model: ModelProto,
  inputs: readonly CutInput[],
  outputs: readonly string[],
): ModelProto {
  const view = graphView(model);
  const cut = new Set(inputs.map(({ name }) => name));
  const node = liveNodes(mainGraph(model).node, outputs, cut);
  const read = new Set(node.flatMap(({ input }) => input));
  const fed = view.inputs.filter(({ name }) => read.has(name) && !cut.has(name));
  return prune(
    withGraph(model, {
      node,
      input: [...fed, ...inputs.map(({ name, dims, elemType }) => valueInfo(name, dims, elemType))],
      output: outputs.map((name) => valueInfo(name, view.shapes.get(name) ?? null, elementType(view, name))),
    }),
  );
}

/** Type of a tensor by its producer: QuantizeLinear takes its zero point's, Clip its bounds', the rest is float. */
function elementType(view: GraphView, tensor: string): Type {
  const producer = view.producers.get(tensor);
  const typeGiver = { QuantizeLinear: 2, Clip: 1 }[producer?.op ?? ""];
  const constant = producer && typeGiver ? constantOf(view, producer.inputs[typeGiver] ?? "") : null;
  return constant ? constant.dataType : Type.FLOAT;
}
