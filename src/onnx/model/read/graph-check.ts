import { toBinary } from "@bufbuild/protobuf";
import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../graph/attributes.ts";
import { mainGraph } from "../graph/shallow-copy.ts";
import {
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../schema/onnx_pb.ts";
import { MODEL_LIMITS } from "./limits.ts";
import { tooLarge } from "./message-check.ts";
import { checkTensor } from "./tensor-check.ts";

/**
 * Whether the graphs and functions of a model that was just decoded hang together (ONNX IR, "Graphs"): every
 * tensor is made once and before it is read, every constant has as many values as its shape says, and no name
 * means two things. The runtime takes now the first and now the last of two constants of one name, so that no
 * choice here could be sure to be its choice. Corrected in place, as the runtime does it: nodes out of order are
 * put in order, and of constants and outputs that are there twice, alike, one goes. Shapes that are stated for a
 * tensor twice, and differently, tell nothing and go.
 *
 * @throws LabError `model.damaged` (details.what, name) for a tensor that nothing makes, that two nodes make or
 *   that depends on itself, or for a constant as in `checkTensor`; with details.twice where a name is used twice
 * @throws LabError `model.too-large` (details.what `nodes`, `outputs`, or as in `checkTensor`)
 */
export function checkGraphs(model: ModelProto): void {
  const graph = mainGraph(model);
  const outputs = graph.output.length;
  if (outputs > MODEL_LIMITS.outputs) throw tooLarge("outputs", outputs, MODEL_LIMITS.outputs);
  requireOnce("two versions of one operator set are imported", [
    ...new Map(
      model.opsetImport.map(({ domain, version }) => [
        `${domain || "ai.onnx"} ${version}`,
        domain || "ai.onnx",
      ]),
    ).values(),
  ]);
  const functions = model.functions.map(({ domain, name, overload }) =>
    [domain, name, overload].filter(Boolean).join("."),
  );
  requireOnce("two functions have one name", functions);
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
    requireOnce(
      "two inputs have one name",
      graph.input.map(({ name }) => name),
    );
    graph.initializer = withoutRepeated(graph.initializer);
    const constants = [
      ...graph.initializer.map(({ name }) => name),
      ...graph.sparseInitializer.map(({ values }) => values?.name ?? ""),
    ];
    requireOnce("two different constants have one name", constants);
    graph.output = [
      ...new Map(graph.output.toReversed().map((output) => [output.name, output])).values(),
    ].reverse();
    graph.valueInfo = withoutContradictions(graph);
    const given = [...graph.input.map(({ name }) => name), ...constants];
    const outputs = graph.output.map(({ name }) => name);
    graph.node = this.#body({ node: graph.node, given, outputs }, around);
  }

  function(body: FunctionProto): void {
    requireOnce("two inputs of a function have one name", body.input);
    body.node = this.#body({ node: body.node, given: body.input, outputs: body.output }, []);
  }

  /** The nodes in order. */
  #body({ node, given, outputs }: Body, around: readonly ReadonlySet<string>[]): NodeProto[] {
    this.#nodes += node.length;
    if (this.#nodes > MODEL_LIMITS.nodes) throw tooLarge("nodes", this.#nodes, MODEL_LIMITS.nodes);
    const known = new Set(given);
    for (const name of node.flatMap(({ output }) => output).filter(Boolean)) {
      if (known.has(name)) throw usedTwice("a tensor is made twice", name);
      if (around.some((names) => names.has(name)))
        throw usedTwice("a subgraph makes a tensor that is there around it", name);
      known.add(name);
    }
    const isKnown = (name: string) => known.has(name) || around.some((names) => names.has(name));
    for (const { name, opType, input, attribute } of node) {
      const missing = input.find((each) => each !== "" && !isKnown(each));
      if (missing !== undefined) throw damaged("a node reads a tensor that nothing makes", missing);
      requireOnce(
        `node “${name || opType}” has two attributes of one name`,
        attribute.map((each) => each.name),
      );
      for (const { t, tensors } of attribute)
        for (const tensor of t ? [t, ...tensors] : tensors) checkTensor(tensor);
    }
    const missing = outputs.find((name) => !isKnown(name));
    if (missing !== undefined) throw damaged("an output is a tensor that nothing makes", missing);
    const sorted = sortNodes(node, (each) => [...each.input, ...subgraphs(each).flatMap(captures)]);
    if ("cycle" in sorted) throw damaged("a tensor depends on itself", sorted.cycle);
    // A subgraph sees what is there before it runs.
    const visible = new Set(given);
    for (const each of sorted.nodes) {
      for (const inner of subgraphs(each)) this.graph(inner, [visible, ...around]);
      for (const name of each.output) if (name) visible.add(name);
    }
    return sorted.nodes;
  }
}

/** One of each constant that is there more than once, alike in every byte. */
function withoutRepeated(constants: TensorProto[]): TensorProto[] {
  const first = new Map<string, TensorProto>();
  return constants.filter((tensor) => {
    const same = first.get(tensor.name);
    if (!same) first.set(tensor.name, tensor);
    return !same || !isAlike(toBinary(TensorProtoSchema, same), toBinary(TensorProtoSchema, tensor));
  });
}

/** Stated shapes and types without those of a tensor of which another is stated, be it as an input or output. */
function withoutContradictions({ input, output, valueInfo }: GraphProto): ValueInfoProto[] {
  const stated = new Map(
    [...input, ...output, ...valueInfo].toReversed().map((value) => [value.name, value]),
  );
  const bytes = (value: ValueInfoProto) => toBinary(ValueInfoProtoSchema, value);
  const contradicted = new Set(
    valueInfo
      .filter((value) => stated.get(value.name) !== value)
      .filter((value) => !isAlike(bytes(value), bytes(stated.get(value.name) ?? value)))
      .map(({ name }) => name),
  );
  return valueInfo.filter(({ name }) => !contradicted.has(name));
}

function isAlike(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function requireOnce(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw usedTwice(what, name);
    seen.add(name);
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

function usedTwice(what: string, name: string): LabError {
  return new LabError("model.damaged", { what, name: name.slice(0, 200), twice: true });
}

/** Names that a subgraph reads and does not make itself: those it captures from the graphs around it. */
function captures(graph: GraphProto): string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const read = graph.node.flatMap((node) => [...node.input, ...subgraphs(node).flatMap(captures)]);
  return [...read, ...graph.output.map(({ name }) => name)].filter((name) => !own.has(name));
}

/**
 * Nodes in an order in which each comes after those that make what it reads; the order they have where that
 * is such a one. Takes time in proportion to what is read.
 *
 * @param reads names that a node reads; those that no node makes do not matter
 * @returns the nodes, or the name of a tensor that depends on itself
 */
function sortNodes(
  nodes: NodeProto[],
  reads: (node: NodeProto) => string[],
): { nodes: NodeProto[] } | { cycle: string } {
  const makers = new Map(nodes.flatMap(({ output }, i) => output.map((name) => [name, i] as const)));
  makers.delete("");
  const sources = nodes.map((node) => reads(node).flatMap((name) => makers.get(name) ?? []));
  if (sources.every((indices, i) => indices.every((source) => source < i))) return { nodes };
  const readers: number[][] = nodes.map(() => []);
  sources.forEach((indices, i) => {
    for (const source of indices) readers[source].push(i);
  });
  const waitsFor = sources.map(({ length }) => length);
  const ready = nodes.flatMap((_, i) => (waitsFor[i] === 0 ? [i] : []));
  for (let at = 0; at < ready.length; at++) {
    for (const reader of readers[ready[at]]) if (--waitsFor[reader] === 0) ready.push(reader);
  }
  if (ready.length === nodes.length) return { nodes: ready.map((i) => nodes[i]) };
  const stuck = waitsFor.findIndex((count) => count > 0);
  return { cycle: nodes[stuck].output.find(Boolean) ?? "" };
}
