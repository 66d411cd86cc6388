import type { ConversionFacts } from "#diagnosis/facts.ts";
import { constantOf, type GraphView, type NodeView } from "#onnx/model/graph/graph.ts";

const FROM_CODES = "DequantizeLinear";
const TO_CODES = "QuantizeLinear";

/**
 * Counts the changes between codes and floats that are left in a quantized graph once the runtime has put an integer
 * kernel in the place of every node that stands between DequantizeLinear and QuantizeLinear on all its sides.
 *
 * @param floatNodes names of nodes that stand so and have no integer kernel
 */
export function conversions(view: GraphView, floatNodes: ReadonlySet<string>): ConversionFacts {
  const isFused = (node: NodeView | undefined): boolean =>
    node !== undefined &&
    !floatNodes.has(node.name) &&
    node.inputs.every((input) => !input || fromCodes(view, input) || constantOf(view, input) !== null) &&
    node.inputs.some((input) => fromCodes(view, input)) &&
    node.outputs.every((output) => !output || isQuantized(view, output));
  let [toCodes, toFloats] = [0, 0];
  for (const node of view.nodes) {
    const [tensor] = node.inputs;
    if (node.op === TO_CODES && !isFused(sourceOf(view, tensor))) toCodes++;
    if (node.op === FROM_CODES && constantOf(view, tensor) === null) {
      const readers = view.consumers.get(node.outputs[0]) ?? [];
      if (readers.length === 0 || !readers.every(isFused)) toFloats++;
    }
  }
  return { toCodes, toFloats };
}

const ABSORBED: ReadonlySet<string> = new Set(["Relu", "Clip"]);

const fromCodes = (view: GraphView, tensor: string): boolean => view.producers.get(tensor)?.op === FROM_CODES;

/** The node that computes a tensor, behind the Relu or Clip that a quantized range replaces. */
function sourceOf(view: GraphView, tensor: string): NodeView | undefined {
  const node = view.producers.get(tensor);
  const [input] = node?.inputs ?? [];
  return node && ABSORBED.has(node.op) && !fromCodes(view, input) ? view.producers.get(input) : node;
}

/** Whether whatever reads a tensor turns it into codes, at once or behind a Relu or Clip. */
function isQuantized(view: GraphView, tensor: string): boolean {
  const readers = view.consumers.get(tensor) ?? [];
  return (
    readers.length > 0 &&
    readers.every(({ op, outputs }) => op === TO_CODES || (ABSORBED.has(op) && isQuantized(view, outputs[0])))
  );
}
