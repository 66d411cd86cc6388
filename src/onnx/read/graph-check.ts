import { LabError } from "#core/lab-error.ts";
import { subgraphs } from "../attributes.ts";
import type { FunctionProto, GraphProto, ModelProto, NodeProto } from "../schema/onnx_pb.ts";
import { mainGraph } from "../shallow-copy.ts";
import { captures } from "./captures.ts";
import { MODEL_LIMITS } from "./limits.ts";
import { tooLarge } from "./message-check.ts";
import { sortNodes } from "./sort-nodes.ts";
import { checkTensor } from "./tensor-check.ts";

/**
 * Whether the graphs and functions of a model that was just decoded hang together (ONNX IR, "Graphs"): every
 * tensor is made once and before it is read, and every constant has as many values as its shape says. Nodes
 * out of order are put in order, in place, as the runtime does it.
 *
 * @throws LabError `model.damaged` (details.what, name) for a tensor that nothing makes, that two nodes make or
 *   that depends on itself, or for a constant as in `checkTensor`
 * @throws LabError `model.too-large` (details.what `nodes`, `outputs`, or as in `checkTensor`)
 */
export function checkGraphs(model: ModelProto): void {
  const graph = mainGraph(model);
  const outputs = graph.output.length;
  if (outputs > MODEL_LIMITS.outputs) throw tooLarge("outputs", outputs, MODEL_LIMITS.outputs);
  const check = new GraphCheck();
  check.graph(graph, []);
  for (const each of model.functions) check.function(each);
}

class GraphCheck {
  #nodes = 0;

  /** `around`: the names that the graphs around this one make. */
  graph(graph: GraphProto, around: readonly ReadonlySet<string>[]): void {
    for (const tensor of graph.initializer) checkTensor(tensor);
    for (const { values, indices } of graph.sparseInitializer) {
      if (values) checkTensor(values);
      if (indices) checkTensor(indices);
    }
    const given = [
      ...graph.input.map(({ name }) => name),
      ...graph.initializer.map(({ name }) => name),
      ...graph.sparseInitializer.map(({ values }) => values?.name ?? ""),
    ];
    const outputs = graph.output.map(({ name }) => name);
    graph.node = this.#body({ node: graph.node, given, outputs }, around);
  }

  function(body: FunctionProto): void {
    body.node = this.#body({ node: body.node, given: body.input, outputs: body.output }, []);
  }

  /** The nodes in order. */
  #body({ node, given, outputs }: Body, around: readonly ReadonlySet<string>[]): NodeProto[] {
    this.#nodes += node.length;
    if (this.#nodes > MODEL_LIMITS.nodes) throw tooLarge("nodes", this.#nodes, MODEL_LIMITS.nodes);
    const known = new Set(given);
    for (const name of node.flatMap(({ output }) => output).filter(Boolean)) {
      if (known.has(name)) throw damaged("a tensor is made twice", name);
      known.add(name);
    }
    const scopes = [known, ...around];
    const isKnown = (name: string) => scopes.some((names) => names.has(name));
    for (const each of node) {
      const missing = [...each.input.filter(Boolean)].find((name) => !isKnown(name));
      if (missing !== undefined) throw damaged("a node reads a tensor that nothing makes", missing);
      for (const { t, tensors } of each.attribute)
        for (const tensor of t ? [t, ...tensors] : tensors) checkTensor(tensor);
      for (const inner of subgraphs(each)) this.graph(inner, scopes);
    }
    const missing = outputs.find((name) => !isKnown(name));
    if (missing !== undefined) throw damaged("an output is a tensor that nothing makes", missing);
    const sorted = sortNodes(node, (each) => [...each.input, ...subgraphs(each).flatMap(captures)]);
    if ("cycle" in sorted) throw damaged("a tensor depends on itself", sorted.cycle);
    return sorted.nodes;
  }
}

interface Body {
  node: NodeProto[];
  /** Names that are there before any node runs. */
  given: readonly string[];
  outputs: readonly string[];
}

function damaged(what: string, name: string): LabError {
  return new LabError("model.damaged", { what, name: name.slice(0, 200) });
}
