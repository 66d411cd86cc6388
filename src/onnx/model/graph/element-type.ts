import { TensorProto_DataType as Type } from "../schema/onnx_pb.ts";
import { intAttr } from "./attributes.ts";
import { constantOf, type GraphView, type NodeView } from "./graph.ts";

/** Operators whose output is of the type of their first input, among those that stand between layers. */
const KEEPING: ReadonlySet<string> = new Set(
  `Add AveragePool BatchNormalization Clip Concat Conv Div Dropout Elu Erf Exp Flatten Gather Gelu Gemm
  GlobalAveragePool HardSigmoid HardSwish Identity LayerNormalization LeakyRelu MatMul MaxPool Mul PRelu Pad Pow
  ReduceMean Relu Reshape Resize Sigmoid Slice Softmax Split Sqrt Squeeze Sub Tanh Transpose Unsqueeze`.split(
    /\s+/,
  ),
);

/** Operators whose first output is of the type of another input: of its zero point or, of floats, its scale. */
const LIKE_INPUT: ReadonlyMap<string, number> = new Map([
  ["QuantizeLinear", 2],
  ["DequantizeLinear", 1],
  ["QLinearConv", 7],
  ["QLinearMatMul", 7],
  ["com.microsoft.QLinearAdd", 7],
  ["com.microsoft.QLinearMul", 7],
  ["com.microsoft.MatMulIntegerToFloat", 2],
  ["com.microsoft.DynamicQuantizeMatMul", 0],
  ["com.microsoft.MatMulNBits", 0],
]);

/** What operators give that is the same whatever they read. */
const ALWAYS: ReadonlyMap<string, readonly Type[]> = new Map([
  ["DynamicQuantizeLinear", [Type.UINT8, Type.FLOAT, Type.UINT8]],
  ["ConvInteger", [Type.INT32]],
  ["MatMulInteger", [Type.INT32]],
  ["Shape", [Type.INT64]],
]);

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
    const found = outputTypes(node, (input) => typeOf(node.inputs[input] ?? ""));
    node.outputs.forEach((name, i) => {
      const type = found(i);
      if (type && !typeOf(name)) types.set(name, type);
    });
  }
  return types;
}

function outputTypes(
  { op, proto, inputs }: NodeView,
  typeOf: (input: number) => Type | undefined,
): (output: number) => Type | undefined {
  if (KEEPING.has(op)) return () => typeOf(0);
  if (op === "Cast") return () => intAttr(proto, "to", 0);
  const like = LIKE_INPUT.get(op);
  if (like === undefined) return (output) => ALWAYS.get(op)?.[output];
  const withoutZeroPoint = op === "QuantizeLinear" && !inputs[like] ? Type.UINT8 : undefined;
  return () => withoutZeroPoint ?? typeOf(like);
}
