import { constantOf, type GraphView } from "./graph.ts";
import { elementCount } from "./read/tensor.ts";

/** Operators whose first output has as many dimensions as their first input. */
const KEEPING: ReadonlySet<string> = new Set(
  `AveragePool BatchNormalization Clip Conv ConvTranspose Dropout Elu GlobalAveragePool GlobalMaxPool HardSigmoid
  HardSwish Identity LayerNormalization LeakyRelu LogSoftmax MaxPool PRelu Pad Relu Resize Sigmoid Slice Softmax Tanh
  Transpose`.split(/\s+/),
);

/**
 * Number of dimensions of a tensor: as the file states it, or as it follows from the operators before; null
 * where neither tells.
 */
export function rankOf(view: GraphView, tensor: string): number | null {
  const stated = view.shapes.get(tensor) ?? constantOf(view, tensor)?.dims;
  if (stated) return stated.length;
  const producer = view.producers.get(tensor);
  if (!producer) return null;
  const { op, inputs } = producer;
  if (op === "Gemm" || op === "Flatten") return 2;
  if (KEEPING.has(op)) return rankOf(view, inputs[0]);
  if (op === "Reshape") {
    const shape = constantOf(view, inputs[1]);
    return shape && elementCount(shape);
  }
  if (op !== "Add" && op !== "Sub" && op !== "Mul" && op !== "Div" && op !== "MatMul") return null;
  const [a, b] = inputs.map((input) => rankOf(view, input));
  return a === null || b === null ? null : Math.max(a, b);
}
