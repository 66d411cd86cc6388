import { LabError } from "#core/lab-error.ts";
import { graphView } from "../graph.ts";
import type { ModelProto } from "../schema/onnx_pb.ts";
import { withGraph, withInitializers } from "../shallow-copy.ts";
import type { QuantizationSpec, RewrittenModel } from "./plan.ts";
import { plannedLayers } from "./planned-layers.ts";
import { prune } from "./prune.ts";
import { QdqRewrite } from "./qdq/rewrite.ts";

/** QuantizeLinear and DequantizeLinear take an axis from this version of ONNX's operator set. */
const NEEDED_OPSET = 13;

/**
 * A copy of the model that computes on integers where the plan says so, in the standard QDQ form, as ONNX
 * Runtime's `quantize_static` makes it: weights stored as codes behind DequantizeLinear, activations through
 * QuantizeLinear and DequantizeLinear, biases as int32 with the product of both scales, Relu and Clip gone
 * into the range of what they read, parameters shared through pooling and reshaping. A tensor that is read
 * several times has one pair that all its readers share. The float weights are dropped if nothing reads them.
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 * @throws LabError `recipe.unsupported` for per-group weights, `calibration.non-finite` for weights with NaN
 */
export function insertQdq(model: ModelProto, plan: QuantizationSpec): RewrittenModel {
  const view = graphView(model);
  if (view.opset < NEEDED_OPSET) {
    throw new LabError("model.unsupported", { what: "opset", found: view.opset, needed: NEEDED_OPSET });
  }
  const layers = plannedLayers(view, plan);
  const rewrite = new QdqRewrite(model, view, layers, plan);
  const node = rewrite.nodes();
  const rewritten = withInitializers(withGraph(model, { node }), rewrite.initializers);
  return {
    model: prune(rewritten),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [],
  };
}
