import { constantValue, type GraphView, type NodeView } from "../../model/graph/graph.ts";
import { tensorDims } from "../../model/read/tensor.ts";
import { Facts } from "./facts.ts";
import { type Asked, allKnown } from "./rule.ts";
import { SHAPE_RULES } from "./shape-rules.ts";
import { isSmall, VALUE_RULES } from "./value-rules.ts";

/**
 * Shapes of a graph's tensors for inputs of these shapes, node by node, with the values of those small tensors
 * that shapes are computed from (ONNX, docs/ShapeInference.md, for what the lab meets). What no rule tells is
 * taken from what the file states, its symbolic dimensions as the inputs give them; what neither tells is not
 * known, and never guessed.
 *
 * @param inputs dimensions by name; inputs left out are as the file states them, if that is in numbers
 */
export function inferShapes(view: GraphView, inputs: ReadonlyMap<string, readonly number[]>): Facts {
  const symbols = symbolsOf(view, inputs);
  const stated = (name: string) => numbersOf(view.shapes.get(name), symbols);
  const given = view.inputs.flatMap(({ name }) => {
    const dims = inputs.get(name) ?? stated(name);
    return dims ? [[name, dims] as const] : [];
  });
  const facts = new Facts(view, new Map(given));
  for (const node of view.nodes) {
    inferNode(node, facts);
    for (const name of node.outputs) {
      const dims = facts.shape(name) ?? stated(name);
      if (name && dims) facts.setShape(name, dims);
    }
  }
  return facts;
}

/** Adds what follows for the outputs of one node. */
export function inferNode(node: NodeView, facts: Facts): void {
  const asked: Asked = {
    node,
    opset: facts.view.opset,
    shape: (input) => (node.inputs[input] ? facts.shape(node.inputs[input]) : null),
    value: (input) => (node.inputs[input] ? facts.value(node.inputs[input]) : null),
  };
  const [first] = node.outputs;
  const value = VALUE_RULES.get(node.op)?.(asked) ?? null;
  if (first && value && isSmall(value)) facts.setValue(first, value);
  const shapes = shapesOf(asked, value?.data.length ?? null);
  node.outputs.forEach((name, i) => {
    const dims = shapes?.[i];
    if (name && dims?.every((size) => Number.isSafeInteger(size) && size >= 0)) facts.setShape(name, dims);
  });
}

function shapesOf(asked: Asked, length: number | null) {
  const { op, proto } = asked.node;
  if (op === "Constant") {
    const tensor = constantValue(proto);
    return tensor && [tensorDims(tensor)];
  }
  if (op === "Shape") return length === null ? null : [[length]];
  if (op === "Size") return [[]];
  return SHAPE_RULES.get(op)?.(asked) ?? null;
}

/** Symbolic dimensions of the inputs by name, as the given shapes have them. */
function symbolsOf(view: GraphView, inputs: ReadonlyMap<string, readonly number[]>): Map<string, number> {
  const symbols = new Map<string, number>();
  for (const [name, dims] of inputs) {
    view.shapes.get(name)?.forEach((dim, axis) => {
      if (typeof dim === "string" && dim && dims[axis] !== undefined) symbols.set(dim, dims[axis]);
    });
  }
  return symbols;
}

function numbersOf(
  dims: readonly (number | string)[] | undefined,
  symbols: ReadonlyMap<string, number>,
): number[] | null {
  return dims ? allKnown(dims.map((dim) => (typeof dim === "number" ? dim : symbols.get(dim)))) : null;
}
