import { create } from "@bufbuild/protobuf";
import { LabError } from "#core/lab-error.ts";
import { type GraphView, graphView } from "../graph.ts";
import { type QuantizableLayer, quantizableLayers } from "../layers.ts";
import { type ModelProto, ModelProtoSchema, StringStringEntryProtoSchema } from "../schema/onnx_pb.ts";
import { shallowCopy, withGraph, withInitializers } from "../shallow-copy.ts";
import type { QuantizationSpec, RewrittenModel } from "./plan.ts";
import { prune } from "./prune.ts";
import { QdqRewrite } from "./qdq/rewrite.ts";

/** QuantizeLinear and DequantizeLinear take an axis from this version of ONNX's operator set. */
const NEEDED_OPSET = 13;

const RECIPE_KEY = "quantization_lab.recipe";

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
    model: prune(signed(rewritten, plan.recipe)),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [],
  };
}

/** All quantizable layers, once the plan is known to name no others. */
function plannedLayers(view: GraphView, plan: QuantizationSpec): QuantizableLayer[] {
  const { layers } = quantizableLayers(view);
  const known = new Set(layers.map(({ name }) => name));
  for (const layer of plan.layers.keys()) {
    if (!known.has(layer)) throw new LabError("recipe.unknown-layer", { layer });
  }
  return layers;
}

/** Names the lab as producer and, where given, keeps the recipe in the metadata. */
function signed(model: ModelProto, recipe: string | undefined): ModelProto {
  const metadataProps = model.metadataProps.filter(({ key }) => recipe === undefined || key !== RECIPE_KEY);
  if (recipe !== undefined) {
    metadataProps.push(create(StringStringEntryProtoSchema, { key: RECIPE_KEY, value: recipe }));
  }
  return shallowCopy(ModelProtoSchema, model, {
    metadataProps,
    producerName: "Quantization Lab",
    producerVersion: "",
  });
}
