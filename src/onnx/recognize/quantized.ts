import { constantOf, type GraphView, type NodeView } from "../model/graph/graph.ts";
import { TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";

/**
 * How a model is quantized already: `qdq` between QuantizeLinear and DequantizeLinear, `integer` in operators
 * that compute on integers, `dynamic` with ranges measured while it runs, `weight-only` in its weights alone.
 */
export type QuantizedForm = "qdq" | "integer" | "dynamic" | "weight-only";

export interface RecognizedQuantization {
  /** The form that has the most of the nodes that tell. */
  form: QuantizedForm;
  /** Nodes that tell, by operator. */
  operators: Record<string, number>;
  /** Constants of 8 bits or less that such nodes read. */
  integerWeights: number;
}

const INTEGER_OPERATOR =
  /^(QLinear\w+|QGemm|QAttention|com\.microsoft\.(QLinear\w+|QGemm|QAttention|QMoE|QOrdered\w+))$/;
const PRODUCTS_OF_INTEGERS =
  /^(ConvInteger|MatMulInteger|com\.microsoft\.(MatMulIntegerToFloat|DynamicQuantizeMatMul|DynamicQuantizeLSTM))$/;
const BLOCKED_WEIGHTS = /^com\.microsoft\.(MatMulNBits|MatMulBnb4|MatMulFpQ4|GatherBlockQuantized)$/;

const SMALL_INTEGERS: ReadonlySet<Type> = new Set([
  Type.INT8,
  Type.UINT8,
  Type.INT4,
  Type.UINT4,
  Type.INT2,
  Type.UINT2,
]);

/**
 * Whether a model is quantized already, by the operators and constants it has; null where it is not. Such a
 * model can be evaluated and compared, not quantized again.
 */
export function recognizeQuantized(view: GraphView): RecognizedQuantization | null {
  const counts: Record<QuantizedForm, number> = { qdq: 0, integer: 0, dynamic: 0, "weight-only": 0 };
  const operators: Record<string, number> = {};
  const weights = new Set<string>();
  for (const node of view.nodes) {
    const form = formOf(view, node);
    if (!form) continue;
    counts[form]++;
    operators[node.op] = (operators[node.op] ?? 0) + 1;
    for (const name of node.inputs) if (isIntegerWeight(view, name)) weights.add(name);
  }
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  // The keys of `counts` are the forms; Object.keys gives strings.
  const [form] = (Object.keys(counts) as QuantizedForm[]).sort((a, b) => counts[b] - counts[a]);
  // Activations that are quantized make what is done to the weights part of it.
  const whole = form === "weight-only" && counts.qdq > 0 ? "qdq" : form;
  return { form: whole, operators, integerWeights: weights.size };
}

function formOf(view: GraphView, { op, inputs }: NodeView): QuantizedForm | null {
  if (op === "QuantizeLinear" || op === "com.microsoft.QuantizeLinear") return "qdq";
  if (op === "DequantizeLinear" || op === "com.microsoft.DequantizeLinear") {
    return constantOf(view, inputs[0]) ? "weight-only" : "qdq";
  }
  if (op === "DynamicQuantizeLinear" || PRODUCTS_OF_INTEGERS.test(op)) return "dynamic";
  if (INTEGER_OPERATOR.test(op)) return "integer";
  return BLOCKED_WEIGHTS.test(op) ? "weight-only" : null;
}

/** A constant of small integers with more elements than a zero point per tensor has. */
function isIntegerWeight(view: GraphView, name: string): boolean {
  const constant = constantOf(view, name);
  return constant !== null && SMALL_INTEGERS.has(constant.dataType) && constant.dims.length > 1;
}
