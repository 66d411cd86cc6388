import { intAttr } from "../attributes.ts";
import { constantOf, type GraphView, isGraphOutput, type NodeView } from "../graph.ts";
import { TensorProto_DataType as Type } from "../schema/onnx_pb.ts";

/** A convolution and the BatchNormalization that is the only reader of its output. */
export interface FoldablePair {
  conv: NodeView;
  batchNorm: NodeView;
}

/**
 * The pairs that {@link foldBatchNorm} folds: Conv or ConvTranspose with constant float32 parameters, then a
 * BatchNormalization in inference mode with constant parameters, nothing else reading what lies between.
 */
export function foldablePairs(view: GraphView): FoldablePair[] {
  return view.nodes.flatMap((batchNorm) => {
    const conv = view.producers.get(batchNorm.inputs[0]);
    return conv && isFoldable(view, conv, batchNorm) ? [{ conv, batchNorm }] : [];
  });
}

function isFoldable(view: GraphView, conv: NodeView, batchNorm: NodeView): boolean {
  if (batchNorm.op !== "BatchNormalization" || !isInference(batchNorm)) return false;
  if (conv.op !== "Conv" && conv.op !== "ConvTranspose") return false;
  const between = conv.outputs[0];
  if (view.consumers.get(between)?.length !== 1 || isGraphOutput(view, between)) return false;
  return [...conv.inputs.slice(1), ...batchNorm.inputs.slice(1)]
    .filter(Boolean)
    .every((name) => constantOf(view, name)?.dataType === Type.FLOAT);
}

/** `training_mode` is of operator set 14, `spatial` of 7 and 8; before 14 training showed in the number of outputs. */
function isInference({ proto, outputs }: NodeView): boolean {
  const oneOutput = outputs.filter(Boolean).length === 1;
  return oneOutput && intAttr(proto, "training_mode", 0) === 0 && intAttr(proto, "spatial", 1) === 1;
}
