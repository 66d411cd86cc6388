import { graphView } from "../../model/graph/graph.ts";
import { prune } from "../../model/graph/prune.ts";
import { withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import type { QuantizationSpec, RewrittenModel } from "../plan/plan.ts";
import { plannedLayers } from "../plan/planned-layers.ts";
import { plannedWeights } from "../plan/planned-weights.ts";
import { withStorageOpset } from "../plan/storage-opset.ts";
import { QdqRewrite } from "./rewrite.ts";
import { withSoundPools } from "./sound-pools.ts";

/**
 * A copy of the model that computes on integers where the plan says so, in the standard QDQ form, as ONNX
 * Runtime's `quantize_static` makes it: weights stored as codes behind DequantizeLinear, activations through
 * QuantizeLinear and DequantizeLinear, biases as int32 with the product of both scales, Relu and Clip gone
 * into the range of what they read, parameters shared through pooling and reshaping. A tensor that is read
 * several times has one pair that all its readers share. The float weights are dropped if nothing reads them.
 * A layer with weights in groups computes in float between its Q→DQ pairs, and its bias stays float.
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 */
export function insertQdq(model: ModelProto, plan: QuantizationSpec): RewrittenModel {
  const { model: stored, notices: kept } = withStorageOpset(model, plan);
  const raised = withSoundPools(stored);
  const view = graphView(raised);
  const layers = plannedLayers(view, plan);
  const { weights, notices } = plannedWeights(view, layers, plan.layers);
  const rewrite = new QdqRewrite(raised, view, layers, weights, plan);
  const node = rewrite.nodes();
  const rewritten = withInitializers(withGraph(raised, { node }), rewrite.initializers);
  return {
    model: prune(rewritten),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [...kept, ...notices, ...rewrite.notices],
  };
}
