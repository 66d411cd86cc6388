import type { Mode } from "#experiment/modes.ts";
import { namedNodes } from "../model/graph/names.ts";
import { withProvenance } from "../model/graph/provenance.ts";
import { mainGraph, withGraph } from "../model/graph/shallow-copy.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { insertDynamic } from "./dynamic/dynamic.ts";
import { halfPrecision } from "./half-precision.ts";
import type { LayerBoundary, QuantizationSpec, RewrittenLayer, RewrittenModel } from "./plan/plan.ts";
import { insertQdq } from "./qdq/insert-qdq.ts";
import { weightOnly } from "./weight-only.ts";

const REWRITES: Readonly<Record<Mode, typeof insertQdq>> = {
  static: insertQdq,
  dynamic: insertDynamic,
  "weight-only": weightOnly,
};

/**
 * A copy of the model quantized as `spec` says: its integer layers in the form that its mode asks for, its FP16
 * layers between Casts, its producer and recipe in the file. Every node gets the name by which the
 * specification knows it.
 *
 * @returns the model, what became of each quantizable layer, in graph order, and what was done otherwise than asked
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name that no quantizable node has
 */
export function quantizeGraph(model: ModelProto, spec: QuantizationSpec): RewrittenModel {
  const named = withGraph(model, { node: namedNodes(mainGraph(model).node) });
  const rewritten = REWRITES[spec.mode](named, spec);
  const { part } = spec;
  const fp16 = [...spec.layers].filter(([, planned]) => planned === "fp16").map(([name]) => name);
  const { model: halved, applied, notices } = halfPrecision(rewritten.model, new Set(fp16), part);
  return {
    model: withProvenance(halved, spec.recipe),
    layers: rewritten.layers.map((layer) => {
      const boundary = applied.get(layer.name);
      return boundary ? inHalves(layer, boundary) : layer;
    }),
    notices: [...rewritten.notices, ...notices],
  };
}

/** The runtime computes in float32 on values rounded to half precision: simulated. */
function inHalves(layer: RewrittenLayer, boundary: LayerBoundary): RewrittenLayer {
  return {
    ...layer,
    precision: "fp16",
    arithmetic: "float16",
    storageBits: layer.storageBits === null ? null : 16,
    simulated: true,
    boundary,
  };
}
