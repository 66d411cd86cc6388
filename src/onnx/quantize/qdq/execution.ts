import type { LayerExecution } from "#experiment/result.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import type { WrittenConstants } from "./layer-constants.ts";

/** A layer that keeps computing on float weights and activations. */
export function floatExecution({ weight }: Pick<QuantizableLayer, "weight">): LayerExecution {
  return { precision: "fp32", arithmetic: "float32", storageBits: weight ? 32 : null, simulated: false };
}

/** A layer of which only the constants, or only the activations, are rounded. */
export function partExecution(
  { weight }: Pick<QuantizableLayer, "weight">,
  storageBits: 4 | 8 | undefined,
): LayerExecution {
  return {
    precision: "int",
    arithmetic: "float32",
    storageBits: storageBits ?? (weight ? 32 : null),
    simulated: true,
  };
}

/** Operators with an integer kernel in ONNX Runtime's CPU provider. */
const INTEGER_KERNELS: ReadonlySet<string> = new Set(["Conv", "Gemm", "MatMul"]);

/**
 * How a layer between Q→DQ pairs computes in ONNX Runtime at its highest optimization level (1.30, read off
 * the graphs it makes): on integers, unless its operator has no such kernel, its weight is shielded or its bias is
 * computed at run time.
 */
export function integerExecution(
  { op, others }: QuantizableLayer,
  written: WrittenConstants | null,
  inputs: readonly AffineParams[],
  output: AffineParams,
): LayerExecution {
  const integer = INTEGER_KERNELS.has(op) && others.length === 0 && !written?.form.shielded;
  const grids = [...inputs, output, ...(written ? [written.quantized] : [])];
  return {
    precision: "int",
    arithmetic: integer ? "integer" : "float32",
    storageBits: written?.storageBits ?? null,
    simulated: !integer || grids.some(isNarrow),
  };
}

/** Whether codes use less than 8 bits. */
export function isNarrow({ qmin, qmax }: Pick<AffineParams, "qmin" | "qmax">): boolean {
  return qmax - qmin < 254;
}
