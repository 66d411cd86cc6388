import { intAttr, intsAttr, stringAttr } from "../../model/graph/attributes.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { convGeometry } from "../conv-geometry.ts";
import type { ShapeRule } from "./rule.ts";
import { broadcast } from "./rule.ts";

/** Conv and ConvInteger, and with other positions their integer forms. */
export const conv =
  (x = 0, w = 1): ShapeRule =>
  ({ node, shape }) => {
    const input = shape(x);
    const weight = shape(w);
    if (!input || !weight || input.length !== weight.length || input.length < 3) return null;
    const { output } = convGeometry(node.proto, input, weight);
    return [[input[0], weight[0], ...output]];
  };

/** ConvTranspose: weights `[inC, outC/group, …]`. */
export const convTranspose: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const weight = shape(1);
  if (!input || !weight || input.length !== weight.length || input.length < 3) return null;
  const { output } = convGeometry(node.proto, input, weight);
  return [[input[0], weight[1] * intAttr(node.proto, "group", 1), ...output]];
};

/** MaxPool with its indices, AveragePool and LpPool. */
export const pool: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const kernel = intsAttr(node.proto, "kernel_shape");
  if (!input || !kernel || kernel.length !== input.length - 2) return null;
  const dims = [
    ...input.slice(0, 2),
    ...kernel.map((size, axis) => pooled(node.proto, input[axis + 2], size, axis)),
  ];
  return [dims, dims];
};

/** Length of a pooled axis. A last window that would begin in the padding behind is left out (AveragePool-19, MaxPool-12). */
function pooled(node: NodeProto, size: number, kernel: number, axis: number): number {
  const stride = intsAttr(node, "strides")?.[axis] ?? 1;
  const extent = (kernel - 1) * (intsAttr(node, "dilations")?.[axis] ?? 1) + 1;
  const auto = stringAttr(node, "auto_pad", "NOTSET");
  if (auto.startsWith("SAME")) return Math.ceil(size / stride);
  const pads = auto === "VALID" ? [] : (intsAttr(node, "pads") ?? []);
  const begin = pads[axis] ?? 0;
  const end = pads[axis + pads.length / 2] ?? 0;
  const steps = (size + begin + end - extent) / stride;
  if (intAttr(node, "ceil_mode", 0) !== 1) return Math.floor(steps) + 1;
  const windows = Math.ceil(steps) + 1;
  return (windows - 1) * stride >= size + begin ? windows - 1 : windows;
}

export const globalPool: ShapeRule = ({ shape }) => {
  const input = shape(0);
  return input && [input.map((size, axis) => (axis < 2 ? size : 1))];
};

export const gemm: ShapeRule = ({ node, shape }) => {
  const a = shape(0);
  const b = shape(1);
  if (a?.length !== 2 || b?.length !== 2) return null;
  const rows = a[intAttr(node.proto, "transA", 0) ? 1 : 0];
  return [[rows, b[intAttr(node.proto, "transB", 0) ? 0 : 1]]];
};

/** A product of matrices, NumPy's `matmul`, with the operands at these positions. */
export const matMul =
  (a = 0, b = 1): ShapeRule =>
  ({ shape }) => {
    const left = shape(a);
    const right = shape(b);
    if (!left || !right || left.length === 0 || right.length === 0) return null;
    const rows = left.length > 1 ? left.slice(-2, -1) : [];
    const columns = right.length > 1 ? right.slice(-1) : [];
    const outer = broadcast(left.slice(0, -2), right.slice(0, -2));
    return outer && [[...outer, ...rows, ...columns]];
  };

/** MatMulNBits states its columns. */
export const matMulNBits: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  return input && [[...input.slice(0, -1), intAttr(node.proto, "N", 0)]];
};
