import { type ModelProto, TensorProto_DataType as Type } from "../schema/onnx_pb.ts";
import { valueInfo } from "../write/value-info.ts";
import { constantOf, type GraphView, graphView } from "./graph.ts";
import { liveNodes, prune } from "./prune.ts";
import { mainGraph, withGraph } from "./shallow-copy.ts";

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
