import type { ModelProto } from "../schema/onnx_pb.ts";
import { valueInfo } from "../write/node.ts";
import { graphView } from "./graph.ts";
import { mainGraph, withGraph } from "./shallow-copy.ts";

/**
 * A copy of the model that also outputs the named float tensors, with their shapes where the file states
 * them. Tensors that are outputs already, or inputs of the graph (the caller has their values), are skipped.
 */
export function tapOutputs(model: ModelProto, tensors: readonly string[]): ModelProto {
  const view = graphView(model);
  const present = new Set([...view.outputs, ...view.inputs].map(({ name }) => name));
  const added = [...new Set(tensors)].filter((name) => !present.has(name));
  const output = [
    ...mainGraph(model).output,
    ...added.map((name) => valueInfo(name, view.shapes.get(name) ?? null)),
  ];
  return withGraph(model, { output });
}
