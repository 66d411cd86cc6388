import type { WeightSpec } from "#numerics/grid.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";

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
