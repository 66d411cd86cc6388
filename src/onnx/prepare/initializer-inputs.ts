import { mainGraph, withGraph } from "../model/graph/shallow-copy.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";

/**
 * A copy of the model whose initialisers are inputs of the graph no more. Those that are listed as inputs, as IR
 * 3 wants it, are values that a caller may replace, which keeps the runtime from optimizing with them; nobody
 * does here.
 */
export function withoutInitializerInputs(model: ModelProto): ModelProto {
  const graph = mainGraph(model);
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const input = graph.input.filter(({ name }) => !initializers.has(name));
  if (input.length === graph.input.length) return model;
  const copy = withGraph(model, { input });
  if (copy.irVersion < 4n) copy.irVersion = 4n;
  return copy;
}
