import { stringAttr } from "../../model/graph/attributes.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { attributeProto } from "../../model/write/node.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { type Change, changedNode } from "./change.ts";

/** Upsample-9 is what Resize-10 does with scales of 1 and more. */
export const upsampleToResize: Change = (node, scope) => {
  scope.enlarged.add(node.output[0]);
  return [changedNode(node, { op: "Resize" })];
};

/**
 * Resize-10 maps output positions back by division alone (`asymmetric`), rounding down where a dimension
 * grows and up where it shrinks; Resize-11 takes a region of interest before the scales.
 */
export const resizeWithModes: Change = (node, scope) => {
  const grows = scope.enlarged.has(node.output[0]);
  const rounding = grows ? "floor" : nearestMode(node, scope.floats(node.input[1]));
  if (!rounding) return null;
  const roi = scope.constant(floatTensor(`${node.output[0]}_roi`, [0], []));
  const added = [
    attributeProto("coordinate_transformation_mode", "asymmetric"),
    attributeProto("nearest_mode", rounding),
  ];
  return [roi, changedNode(node, { input: [node.input[0], roi.output[0], node.input[1]], added })];
};

function nearestMode(node: NodeProto, scales: Float32Array | null): string | null {
  if (stringAttr(node, "mode", "nearest") !== "nearest") return "floor";
  if (scales?.every((scale) => scale >= 1)) return "floor";
  return scales?.every((scale) => scale <= 1) ? "ceil" : null;
}

/**
 * Resize-13 leaves scales out where sizes are given, and no longer knows `tf_half_pixel_for_nn`: position
 * `(x + ½)/s` rounded down is `half_pixel`'s `(x + ½)/s − ½` rounded to the nearest, halves up.
 */
export const resizeWithoutTfHalfPixel: Change = (node, scope) => {
  const input = [...node.input];
  if (input[3] && scope.floats(input[2])?.length === 0) input[2] = "";
  if (stringAttr(node, "coordinate_transformation_mode", "half_pixel") !== "tf_half_pixel_for_nn") {
    return [changedNode(node, { input })];
  }
  const isFloor = stringAttr(node, "nearest_mode", "round_prefer_floor") === "floor";
  if (!isFloor || stringAttr(node, "mode", "nearest") !== "nearest") return null;
  const added = [
    attributeProto("coordinate_transformation_mode", "half_pixel"),
    attributeProto("nearest_mode", "round_prefer_ceil"),
  ];
  return [changedNode(node, { input, added })];
};
