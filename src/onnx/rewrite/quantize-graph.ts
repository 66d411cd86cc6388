import type { ModelProto } from "../schema/onnx_pb.ts";
import { insertQdq } from "./insert-qdq.ts";
import type { QuantizationSpec, RewrittenModel } from "./plan.ts";
import { withProvenance } from "./provenance.ts";

/** A copy of the model quantized as `spec` says, in the form that its mode asks for. */
export function quantizeGraph(model: ModelProto, spec: QuantizationSpec): RewrittenModel {
  const rewritten = insertQdq(model, spec);
  return { ...rewritten, model: withProvenance(rewritten.model, spec.recipe) };
}
