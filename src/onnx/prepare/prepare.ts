import { constantOf, type GraphView, graphView, isGraphOutput, type NodeView } from "../model/graph/graph.ts";
import { namedNodes } from "../model/graph/names.ts";
import { shallowCopy, withGraph } from "../model/graph/shallow-copy.ts";
import { prune } from "../model/graph/subgraph.ts";
import { readInts } from "../model/read/tensor.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "../model/schema/onnx_pb.ts";
import { withoutInitializerInputs } from "./batch/open-inputs.ts";
import { foldConstants } from "./constants/fold-constants.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { type BlockingNode, raiseOpset } from "./opset/raise-opset.ts";
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

/**
 * A copy of the model without the nodes that hand on what they read: Identity, and Dropout, which does
 * nothing in inference. Their readers read what they did. A node stays whose output is one of the graph's or
 * is read in a subgraph, and a Dropout that trains or whose mask is read.
 */
function removeNoOps(model: ModelProto): ModelProto {
  const view = graphView(model);
  const sources = new Map<string, string>();
  const source = (name: string) => sources.get(name) ?? name;
  const named = namedNodes(view.nodes.map(({ proto }) => proto));
  const node = view.nodes.map((each, i): NodeProto => {
    if (handsOn(view, each)) sources.set(each.outputs[0], source(each.inputs[0]));
    return each.inputs.some((name) => sources.has(name))
      ? shallowCopy(NodeProtoSchema, named[i], { input: each.inputs.map(source) })
      : named[i];
  });
  const rewritten = withGraph(model, { node });
  return sources.size > 0 ? prune(rewritten) : rewritten;
}

function handsOn(view: GraphView, { op, inputs, outputs }: NodeView): boolean {
  if (isGraphOutput(view, outputs[0])) return false;
  if (op === "Identity") return true;
  if (op !== "Dropout" || (outputs[1] && isRead(view, outputs[1]))) return false;
  const training = inputs[2] ? constantOf(view, inputs[2]) : null;
  return !inputs[2] || (training !== null && readInts(training)[0] === 0);
}

function isRead(view: GraphView, tensor: string): boolean {
  return view.consumers.has(tensor) || isGraphOutput(view, tensor);
}
