import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import { quantizableLayers } from "../../layers/layers.ts";
import { type GraphView, graphView } from "../../model/graph/graph.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import { raiseOpset } from "../../prepare/raise-opset.ts";
import type { QuantizationSpec } from "./plan.ts";
import { fittingSpec } from "./planned-weights.ts";
import { PACKED_OPSET, staticForm, weightOnlyForm } from "./weight-form.ts";

/** QuantizeLinear and DequantizeLinear take an axis from this version of ONNX's operator set. */
const NEEDED_OPSET = 13;

/**
 * The model at an operator set that can hold the weights as `spec` wants them (static or weight-only):
 * raised to 21 where a weight takes int4, uint4 or `block_size`. If it cannot be raised it stays, such
 * weights take another form of the same values, and a notice `model.opset-kept` says which node is in the way.
 *
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 */
export function withStorageOpset(
  model: ModelProto,
  spec: QuantizationSpec,
): { model: ModelProto; notices: Notice[] } {
  const view = graphView(model);
  if (view.opset < NEEDED_OPSET) {
    throw new LabError("model.unsupported", { what: "opset", found: view.opset, needed: NEEDED_OPSET });
  }
  const { packed, grouped } = wants(view, spec);
  if (view.opset >= PACKED_OPSET || !(packed || grouped)) return { model, notices: [] };
  const raised = raiseOpset(model, PACKED_OPSET);
  if (raised.blockedBy.length === 0) return { model: raised.model, notices: [] };
  const [{ name, op }] = raised.blockedBy;
  const lacks = [packed && "4-bit tensors", grouped && "scales per block"].filter(Boolean).join(" and ");
  const instead = [packed && "codes take 8 bits", grouped && "groups are stored as rows"];
  const details = { name, op, opset: view.opset, lacks, instead: instead.filter(Boolean).join(" and ") };
  return { model, notices: [{ code: "model.opset-kept", details }] };
}

/** What the weights would use of operator set 21. */
function wants(view: GraphView, { mode, layers }: QuantizationSpec): { packed: boolean; grouped: boolean } {
  const specs = quantizableLayers(view).layers.flatMap((layer) => {
    const planned = layers.get(layer.name);
    if (typeof planned !== "object" || !layer.weight) return [];
    const spec = fittingSpec(layer, planned.weights);
    const form = (mode === "weight-only" ? weightOnlyForm : staticForm)({ layer, spec }, PACKED_OPSET);
    return [{ packed: form.packed, grouped: spec.granularity.kind === "group" }];
  });
  return { packed: specs.some(({ packed }) => packed), grouped: specs.some(({ grouped }) => grouped) };
}
