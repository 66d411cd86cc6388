import { intAttr } from "./attributes.ts";
import { constantOf, type GraphView } from "./graph.ts";
import type { TensorProto_DataType as Type } from "./schema/onnx_pb.ts";

/** Operators whose output is of the type of their first input, among those that stand between layers. */
const KEEPING: ReadonlySet<string> = new Set(
  `Add AveragePool BatchNormalization Clip Concat Conv Div Dropout Elu Erf Exp Flatten Gather Gelu Gemm
  GlobalAveragePool HardSigmoid HardSwish Identity LayerNormalization LeakyRelu MatMul MaxPool Mul PRelu Pad Pow
  ReduceMean Relu Reshape Resize Sigmoid Slice Softmax Split Sqrt Squeeze Sub Tanh Transpose Unsqueeze`.split(
    /\s+/,
  ),
);

/**
 * Element type of a tensor, as the file states it or as it follows from the operators before; null where
 * neither tells.
 */
export function elementTypeOf(view: GraphView, tensor: string): Type | null {
  const stated = view.elementTypes.get(tensor) ?? constantOf(view, tensor)?.dataType;
  if (stated) return stated;
  const producer = view.producers.get(tensor);
  if (!producer) return null;
  if (producer.op === "Cast") return intAttr(producer.proto, "to", 0);
  return KEEPING.has(producer.op) ? elementTypeOf(view, producer.inputs[0]) : null;
}
