import type { ConvGeometry } from "#numerics/weights/learned-rounding/patches.ts";
import { intsAttr, stringAttr } from "../model/graph/attributes.ts";
import type { NodeProto } from "../model/schema/onnx_pb.ts";

/**
 * Sizes of a Conv or ConvTranspose node that reads a tensor of `inputDims` with a weight of `weightDims`,
 * padding explicit, automatic or, for ConvTranspose, by `output_shape` (ONNX operators Conv-11 and
 * ConvTranspose-11).
 */
export function convGeometry(
  node: NodeProto,
  inputDims: readonly number[],
  weightDims: readonly number[],
): ConvGeometry {
  const [batch, channels, ...input] = inputDims;
  const kernel = weightDims.slice(2);
  const transposed = node.opType === "ConvTranspose";
  const steps = (name: string) => {
    const stated = intsAttr(node, name);
    return input.map((_, axis) => stated?.[axis] ?? 1);
  };
  const strides = steps("strides");
  const dilations = steps("dilations");
  const axisSize = transposed ? transposedAxis : convAxis;
  const sizes = input.map((size, axis) => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    return axisSize(node, { axis, fromEnd: axis - input.length, size, stride: strides[axis], extent });
  });
  return {
    batch,
    channels,
    input,
    output: sizes.map(({ output }) => output),
    kernel,
    strides,
    dilations,
    padsBegin: sizes.map(({ begin }) => begin),
    transposed,
  };
}

interface Axis {
  axis: number;
  /** The axis counted from the last, −1. */
  fromEnd: number;
  size: number;
  stride: number;
  /** Elements from the kernel's first to its last. */
  extent: number;
}

/** Length of the output along an axis, and the padding before its first element. */
interface AxisSize {
  output: number;
  begin: number;
}

function convAxis(node: NodeProto, { axis, size, stride, extent }: Axis): AxisSize {
  const auto = autoPad(node);
  if (auto.startsWith("SAME")) {
    const output = Math.ceil(size / stride);
    return { output, begin: shareBefore(Math.max((output - 1) * stride + extent - size, 0), auto) };
  }
  const { begin, end } = explicitPads(node, axis);
  return { output: Math.floor((size + begin + end - extent) / stride) + 1, begin };
}

function transposedAxis(node: NodeProto, { axis, fromEnd, size, stride, extent }: Axis): AxisSize {
  const auto = autoPad(node);
  const added = intsAttr(node, "output_padding")?.[axis] ?? 0;
  const full = stride * (size - 1) + added + extent;
  // Some exporters list the batch and the channels in front of the spatial axes.
  const stated = intsAttr(node, "output_shape")?.at(fromEnd);
  const output = stated ?? (auto.startsWith("SAME") ? size * stride : null);
  if (output !== null) return { output, begin: shareBefore(Math.max(full - output, 0), auto) };
  const { begin, end } = explicitPads(node, axis);
  return { output: full - begin - end, begin };
}

function explicitPads(node: NodeProto, axis: number): { begin: number; end: number } {
  const pads = intsAttr(node, "pads") ?? [];
  return { begin: pads[axis] ?? 0, end: pads[axis + pads.length / 2] ?? 0 };
}

function autoPad(node: NodeProto): string {
  return stringAttr(node, "auto_pad", "NOTSET");
}

/** What lies before the first element when `total` is shared out: SAME_UPPER puts the odd one at the end. */
function shareBefore(total: number, auto: string): number {
  return auto === "SAME_UPPER" ? Math.floor(total / 2) : Math.ceil(total / 2);
}
