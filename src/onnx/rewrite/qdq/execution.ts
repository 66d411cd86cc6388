import type { AffineParams } from "#core/affine.ts";
import type { LayerExecution } from "#core/report.ts";
import type { QuantizedTensor } from "#core/weights.ts";

/** How a layer of a QDQ graph computes, given its weights (if any) and the grids of its activations. */
export function layerExecution(
  isInt: boolean,
  hasWeights: boolean,
  weights: QuantizedTensor | null,
  activations: readonly AffineParams[],
): LayerExecution {
  if (!isInt) {
    return {
      precision: "fp32",
      arithmetic: "float32",
      storageBits: hasWeights ? 32 : null,
      simulated: false,
    };
  }
  const grouped = weights?.groupSize != null;
  const narrow = [...activations, ...(weights ? [weights] : [])].some(({ qmin, qmax }) => qmax - qmin < 254);
  return {
    precision: "int",
    arithmetic: grouped ? "float32" : "integer",
    storageBits: hasWeights ? 8 : null,
    simulated: grouped || narrow,
  };
}
