import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { type QuantizableLayer, quantizableLayers } from "../../layers/layers.ts";
import { type GraphView, graphView } from "../../model/graph/graph.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import { raiseOpset } from "../../prepare/opset/raise-opset.ts";
import type { QuantizationSpec } from "./plan.ts";
import { fittingSpec } from "./planned-weights.ts";

/** How the file holds a layer's weight. */
export interface WeightForm {
  /** Codes of at most 4 bits two to a byte, as int4 or uint4 (operator set 21); else int8 or uint8. */
  packed: boolean;
  /** Groups by `block_size` of DequantizeLinear (operator set 21); else one group a row, in the set of 13. */
  blocked: boolean;
  /**
   * A Reshape between DequantizeLinear and the layer, whether the shape needs it or not. ONNX Runtime 1.30
   * takes a weight with scales per group, or per channel of more than two dimensions, for one that its
   * QLinearMatMul can read, and fails when it runs; it does not look through a Reshape.
   */
  shielded: boolean;
}

/** From this version of ONNX's operator set there are int4 and uint4, and `block_size` of DequantizeLinear. */
export const PACKED_OPSET = 21;

/** What a weight is quantized to, and where it is read. */
interface FormedWeight {
  layer: QuantizableLayer;
  spec: WeightSpec;
}

/**
 * Beside quantized activations: codes in 8 bits, which integer kernels read, unless the scales make the layer
 * compute in float all the same.
 */
export function staticForm({ layer, spec }: FormedWeight, opset: number): WeightForm {
  const grouped = spec.granularity.kind === "group";
  const batched = layer.op === "MatMul" && (layer.weight?.dims.length ?? 0) > 2;
  const shielded = grouped || (batched && spec.granularity.kind === "channel");
  return {
    packed: shielded && spec.bits <= 4 && opset >= PACKED_OPSET,
    blocked: opset >= PACKED_OPSET,
    shielded,
  };
}

/** Beside float activations: as small as it gets. */
export function weightOnlyForm({ spec }: FormedWeight, opset: number): WeightForm {
  return { packed: spec.bits <= 4 && opset >= PACKED_OPSET, blocked: opset >= PACKED_OPSET, shielded: false };
}

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
