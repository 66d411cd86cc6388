import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldConstants } from "./fold-constants.ts";
import { withoutInitializerInputs } from "./initializer-inputs.ts";
import { type BlockingNode, raiseOpset } from "./raise-opset.ts";
import { removeNoOps } from "./remove-no-ops.ts";
import { standardOps } from "./standard-ops.ts";

/** QuantizeLinear and DequantizeLinear take an axis from this version of ONNX's operator set. */
export const NEEDED_OPSET = 13;

/** A model as it is calibrated and quantized. */
export interface PreparedModel {
  model: ModelProto;
  /** BatchNormalization nodes that went into the layer before them. */
  foldedBatchNorms: number;
  /** Nodes that computed on constants alone, or added one to a layer's output, and are gone. */
  foldedConstants: number;
  /** Nodes that kept the model at an operator set below {@link NEEDED_OPSET}; empty where it is not below. */
  opsetBlockedBy: BlockingNode[];
}

/**
 * What calibration and quantization work on: a copy of the model that means the same, at operator set 13 or
 * above where it can be raised there, without ONNX's first experimental operators, with constants folded (so
 * that weights behind Constant, Identity, Transpose, Reshape or Cast are initialisers), without Identity and
 * Dropout nodes, BatchNormalizations and Adds of constants folded into the layers before them. Initialisers are
 * inputs of the graph no more; the nodes that are left have the names that `graphView` gives them in the original.
 *
 * @throws LabError `model.unsupported` for a constant whose values do not fit its shape
 */
export function prepareModel(original: ModelProto): PreparedModel {
  const constants = foldConstants(standardOps(withoutInitializerInputs(original)).model);
  const raised = raiseOpset(constants.model, NEEDED_OPSET);
  // Attributes that became inputs are Constant nodes until here.
  const norms = foldBatchNorm(removeNoOps(foldConstants(raised.model).model));
  return {
    model: norms.model,
    foldedBatchNorms: norms.folded.length,
    foldedConstants: constants.folded.length + norms.foldedAdds.length,
    opsetBlockedBy: raised.blockedBy,
  };
}
