import type { NodeProto, TensorProto } from "../schema/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../write/tensor.ts";

/** The tensor that a Constant node makes, in any of its forms (Constant-13); null for sparse values and strings. */
export function constantValue(node: NodeProto): TensorProto | null {
  for (const { name, t, f, floats, i, ints } of node.attribute) {
    if (name === "value") return t ?? null;
    if (name === "value_float") return floatTensor("", [], [f]);
    if (name === "value_floats") return floatTensor("", [floats.length], floats);
    if (name === "value_int") return int64Tensor("", [], [i]);
    if (name === "value_ints") return int64Tensor("", [ints.length], ints);
  }
  return null;
}
