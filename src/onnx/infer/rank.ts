import { constantOf, type GraphView, type NodeView } from "../model/graph/graph.ts";
import { elementCount } from "../model/read/tensor.ts";

/** Operators whose first output has as many dimensions as their first input. */
const KEEPING: ReadonlySet<string> = new Set(
  `AveragePool BatchNormalization Clip Conv ConvTranspose Dropout Elu GlobalAveragePool GlobalMaxPool HardSigmoid
  HardSwish Identity LayerNormalization LeakyRelu LogSoftmax MaxPool PRelu Pad Relu Resize Sigmoid Slice Softmax Tanh
  Transpose`.split(/\s+/),
);

/** Operators whose output has as many dimensions as the longer of their two inputs. */
const BROADCASTING: ReadonlySet<string> = new Set(["Add", "Sub", "Mul", "Div", "MatMul"]);

const RANKS = new WeakMap<GraphView, ReadonlyMap<string, number>>();

/**
 * Number of dimensions of a tensor: as the file states it, or as it follows from the operators before; null
 * where neither tells. Found for all tensors of a view when it is first asked for.
 */
export function rankOf(view: GraphView, tensor: string): number | null {
  let ranks = RANKS.get(view);
  if (!ranks) {
    ranks = ranksOf(view);
    RANKS.set(view, ranks);
  }
  return ranks.get(tensor) ?? constantOf(view, tensor)?.dims.length ?? null;
}

function ranksOf(view: GraphView): ReadonlyMap<string, number> {
  const ranks = new Map([...view.shapes].map(([name, shape]) => [name, shape.length]));
  const known = (name: string) => ranks.get(name) ?? constantOf(view, name)?.dims.length ?? null;
  for (const node of view.nodes) {
    const rank = outputRank(view, node, known);
    for (const name of node.outputs) if (rank !== null && known(name) === null) ranks.set(name, rank);
  }
  return ranks;
}

function outputRank(
  view: GraphView,
  { op, inputs }: NodeView,
  known: (name: string) => number | null,
): number | null {
  if (op === "Gemm" || op === "Flatten") return 2;
  if (KEEPING.has(op)) return known(inputs[0]);
  if (op === "Reshape") {
    const shape = constantOf(view, inputs[1]);
    return shape && elementCount(shape);
  }
  if (!BROADCASTING.has(op)) return null;
  const [a, b] = inputs.map(known);
  return a === null || b === null ? null : Math.max(a, b);
}
