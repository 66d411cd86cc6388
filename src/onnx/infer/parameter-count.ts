import { isFloating } from "../model/graph/data-types.ts";
import type { GraphView } from "../model/graph/graph.ts";
import { elementCount } from "../model/read/tensor.ts";

/**
 * Trained values of a model: elements of its floating-point initialisers, and of integers that are dequantized in the
 * graph. Scalars (bounds of a Clip, constants of an activation), BatchNorms' running statistics and the parameters of
 * quantization are not trained.
 */
export function parameterCount({ nodes, initializers }: GraphView): number {
  const untrained = new Set<string>();
  const codes = new Set<string>();
  for (const { op, inputs } of nodes) {
    const quantizes = op === "DequantizeLinear" || op === "QuantizeLinear";
    const first = op === "BatchNormalization" ? 3 : quantizes ? 1 : inputs.length;
    for (const name of inputs.slice(first)) untrained.add(name);
    if (op === "DequantizeLinear") codes.add(inputs[0]);
  }
  let count = 0;
  for (const [name, tensor] of initializers) {
    const isTrained = tensor.dims.length > 0 && !untrained.has(name);
    if (isTrained && (isFloating(tensor.dataType) || codes.has(name))) count += elementCount(tensor);
  }
  return count;
}
