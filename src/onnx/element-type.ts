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

const TYPES = new WeakMap<GraphView, ReadonlyMap<string, Type>>();

/**
 * Element type of a tensor, as the file states it or as it follows from the operators before; null where
 * neither tells. Found for all tensors of a view when it is first asked for.
 */
export function elementTypeOf(view: GraphView, tensor: string): Type | null {
  let types = TYPES.get(view);
  if (!types) {
    types = typesOf(view);
    TYPES.set(view, types);
  }
  return types.get(tensor) ?? constantOf(view, tensor)?.dataType ?? null;
}

function typesOf(view: GraphView): ReadonlyMap<string, Type> {
  const types = new Map(view.elementTypes);
  const typeOf = (name: string) => types.get(name) || constantOf(view, name)?.dataType;
  for (const node of view.nodes) {
    const type =
      node.op === "Cast" ? intAttr(node.proto, "to", 0) : KEEPING.has(node.op) && typeOf(node.inputs[0]);
    for (const name of node.outputs) if (type && !typeOf(name)) types.set(name, type);
  }
  return types;
}
