import { graphView } from "../model/graph/graph.ts";
import { namedNodes } from "../model/graph/node-names.ts";
import { mainGraph, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import type { ModelProto, ValueInfoProto } from "../model/schema/onnx_pb.ts";
import { KeptFixed } from "./free-batch/batch-rule.ts";
import { BatchTrace } from "./free-batch/trace.ts";
import { withDimension } from "./open-inputs.ts";

export interface FreedModel {
  model: ModelProto;
  /** Whether the batch was fixed and is not any more. */
  freed: boolean;
  /** Why it stays fixed, for people: what comes first in the graph that cannot be shown to work; null where it was never fixed, or is freed. */
  reason: string | null;
}

/**
 * A copy of a model with a fixed batch of 1 that takes batches of any length and gives for each item what it
 * would alone. Every input of more than one dimension whose first is 1 holds one item per index; the axis along which
 * they lie is followed through every node, by the operators' definitions and by inferring shapes for a longer
 * batch. A batch of one that is written into the target of a Reshape or Resize is rewritten, constants joined to
 * the items (a class token) are repeated. Nodes keep the names that `graphView` gives them. Where a node works across items, or is not known not to, nothing is
 * changed.
 */
export function freeBatch(model: ModelProto): FreedModel {
  const named = withGraph(model, { node: namedNodes(mainGraph(model).node) });
  const view = graphView(named);
  const batched = view.inputs
    .map(({ name }) => ({ name, dims: view.shapes.get(name) ?? [] }))
    .filter(({ dims }) => dims.length > 1 && dims[0] === 1);
  if (batched.length === 0) return { model, freed: false, reason: null };
  try {
    const trace = new BatchTrace(
      model,
      view,
      batched.map(({ name }) => name),
    );
    trace.follow();
    const stray = view.outputs.find(({ name }) => trace.axes.get(name) !== 0);
    if (stray) throw new KeptFixed(`output “${stray.name}” does not hold one row per item`);
    return { model: rewritten(named, trace, freeSymbol(view.shapes)), freed: true, reason: null };
  } catch (error) {
    if (error instanceof KeptFixed) return { model, freed: false, reason: error.message };
    throw error;
  }
}

function rewritten(model: ModelProto, trace: BatchTrace, symbol: string): ModelProto {
  const graph = mainGraph(model);
  const restated = (info: ValueInfoProto) => {
    const axis = trace.axes.get(info.name);
    return axis === undefined ? info : withDimension(info, axis, symbol);
  };
  const copy = withGraph(model, {
    node: trace.nodes,
    input: graph.input.map(restated),
    output: graph.output.map(restated),
    valueInfo: graph.valueInfo.map(restated),
  });
  return withInitializers(copy, trace.size.initializers);
}

/** The name of a symbolic dimension that the file does not use. */
function freeSymbol(shapes: ReadonlyMap<string, readonly (number | string)[]>): string {
  const taken = new Set([...shapes.values()].flat());
  let symbol = "batch";
  while (taken.has(symbol)) symbol += "_";
  return symbol;
}
