import { subgraphs } from "../model/graph/attributes.ts";
import type { GraphView, NodeView } from "../model/graph/graph.ts";
import type { GraphProto } from "../model/schema/onnx_pb.ts";
import type { Facts } from "./shapes/facts.ts";
import { inferShapes } from "./shapes/infer.ts";
import { product } from "./shapes/rule.ts";

/** Where an operator that multiplies and adds has its two operands. */
const OPERANDS: ReadonlyMap<string, readonly [a: number, b: number]> = new Map([
  ["Conv", [0, 1]],
  ["ConvInteger", [0, 1]],
  ["ConvTranspose", [0, 1]],
  ["QLinearConv", [0, 3]],
  ["com.microsoft.FusedConv", [0, 1]],
  ["Gemm", [0, 1]],
  ["com.microsoft.FusedGemm", [0, 1]],
  ["MatMul", [0, 1]],
  ["MatMulInteger", [0, 1]],
  ["QLinearMatMul", [0, 3]],
  ["com.microsoft.MatMulIntegerToFloat", [0, 1]],
  ["com.microsoft.DynamicQuantizeMatMul", [0, 1]],
  ["com.microsoft.MatMulNBits", [0, 1]],
]);

/** Operators that multiply and add in ways that are not counted here. */
const UNCOUNTED =
  /^(LSTM|GRU|RNN|Einsum|DeformConv|Attention|com\.microsoft\.(Attention|MultiHeadAttention|GroupQueryAttention|QAttention|NhwcConv|NhwcFusedConv|FusedMatMul|QGemm|MoE|QMoE|DynamicQuantizeLSTM))$/;

/**
 * Multiply-accumulate operations of convolutions and matrix products, their integer forms included, for one
 * run: biases, activations and all else do not count, nor do products with padding count less.
 *
 * @param inputs dimensions of the graph's inputs; those left out are as the file states them, a symbolic first
 *   dimension taken as 1
 * @returns the sum, and what each node adds by name; null where a shape that it depends on is not known; no sum
 *   either where other operators multiply matrices (recurrent and attention layers, Einsum) or where products are
 *   in subgraphs, which may run any number of times
 */
export function countMacs(
  view: GraphView,
  inputs: ReadonlyMap<string, readonly number[]> = new Map(),
): { total: number | null; byNode: Map<string, number | null> } {
  const facts = inferShapes(view, new Map([...onePicture(view), ...inputs]));
  const counted = view.nodes.filter(({ op }) => OPERANDS.has(op));
  const byNode = new Map(counted.map((node) => [node.name, nodeMacs(node, facts)]));
  const hidden = view.nodes.some(
    ({ op, proto }) => UNCOUNTED.test(op) || subgraphs(proto).some(holdsProducts),
  );
  const total = [...byNode.values()].reduce<number | null>(
    (sum, macs) => (sum === null || macs === null ? null : sum + macs),
    hidden ? null : 0,
  );
  return { total, byNode };
}

/** Shapes of the inputs that are stated in numbers but for a symbolic first dimension, for a batch of one. */
export function onePicture(view: GraphView): Map<string, number[]> {
  return new Map(
    view.inputs.flatMap(({ name }) => {
      const [batch, ...rest] = view.shapes.get(name) ?? [];
      const isKnown = batch !== undefined && rest.every((size) => typeof size === "number");
      return isKnown ? [[name, [typeof batch === "number" ? batch : 1, ...(rest as number[])]] as const] : [];
    }),
  );
}

function nodeMacs({ op, inputs, outputs }: NodeView, facts: Facts): number | null {
  const [a, b] = OPERANDS.get(op) ?? [0, 1];
  const left = facts.shape(inputs[a]);
  const right = facts.shape(inputs[b]);
  const output = facts.shape(outputs[0]);
  if (!left || !output) return null;
  // Each element of the output sums over what each of its kernel's elements reads; a ConvTranspose spreads each
  // element of its input.
  if (op === "ConvTranspose") return right && product(left) * product(right.slice(1));
  if (op.endsWith("Conv") || op === "ConvInteger") return right && product(output) * product(right.slice(1));
  const columns = output.at(-1) ?? 1;
  const inner = op.endsWith("Gemm") && right ? product(right) / columns : left.at(-1);
  return inner === undefined ? null : product(output) * inner;
}

function holdsProducts(graph: GraphProto): boolean {
  return graph.node.some(
    (node) =>
      OPERANDS.has(node.domain === "com.microsoft" ? `com.microsoft.${node.opType}` : node.opType) ||
      subgraphs(node).some(holdsProducts),
  );
}
