import { graphView } from "../../model/graph/graph.ts";
import { prune } from "../../model/graph/prune.ts";
import { withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import type { QuantizationSpec, RewrittenModel } from "../plan/plan.ts";
import { plannedLayers } from "../plan/planned-layers.ts";
import { plannedWeights } from "../plan/planned-weights.ts";
import { withStorageOpset } from "../plan/storage-opset.ts";
import { DynamicRewrite } from "./rewrite.ts";

/**
 * A copy of the model whose layers quantize what they read while they run, as ONNX Runtime's
 * `quantize_dynamic` makes it: DynamicQuantizeLinear gives each layer input uint8 codes over the range it has
 * in this run (8 bits, asymmetric, per tensor, whatever the recipe says of activations), ConvInteger or
 * MatMulInteger sums products of codes in int32, and Cast, Mul by the product of both scales and Add of the
 * float bias give the layer's sum, under the name it had. A tensor that several layers read is quantized once.
 * No calibration is needed, and `spec.activations` is not read.
 *
 * The range is that of the whole batch: one picture's codes depend on those it shares a batch with.
 *
 * Differences from `quantize_dynamic`: Conv has scales per channel where asked; its symmetric weights are
 * stored as uint8 with zero point 128, since older versions of ONNX Runtime have no ConvInteger with int8; a
 * Gemm's factors go into its scales and bias. Weights that the integer operators cannot take (groups, and
 * 8-bit zero points that differ between the channels of a Conv) are multiplied in float on the values that
 * both codes stand for. What stays in FP32 is told by a notice `layer.left-float` (details.layer, details.reason).
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 */
export function insertDynamic(model: ModelProto, spec: QuantizationSpec): RewrittenModel {
  const { model: raised, notices: kept } = withStorageOpset(model, spec);
  const view = graphView(raised);
  const layers = plannedLayers(view, spec);
  const { weights, notices } = plannedWeights(view, layers, spec.layers);
  const rewrite = new DynamicRewrite(raised, view, layers, weights, spec.part);
  const node = rewrite.nodes();
  return {
    model: prune(withInitializers(withGraph(raised, { node }), rewrite.initializers)),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [...kept, ...notices, ...rewrite.notices],
  };
}
