import type { AffineParams } from "#numerics/affine.ts";

/** How the codes of an activation are stored. */
export interface StoredGrid {
  /** int8, else uint8. */
  signed: boolean;
  zeroPoint: number;
  /** First and last code where a Clip must keep to them; null where those of the type are meant. */
  bounds: [qmin: number, qmax: number] | null;
}

/**
 * The stored form of an activation's grid. Unsigned codes are stored as they are, and signed ones of 8 bits as
 * int8: the symmetric grid leaves −128 out, but a Clip to say so would cost the integer kernels, so that
 * values beyond the range may saturate one step further, as in the files of ONNX Runtime's quantizer. Signed
 * codes of fewer bits are moved up into uint8, where ONNX Runtime 1.30 has integer kernels behind a Clip as it
 * has not for int8; they stand for the same values.
 */
export function storedGrid({ zeroPoint, qmin, qmax }: AffineParams): StoredGrid {
  if (qmin >= 0) return { signed: false, zeroPoint, bounds: qmin > 0 || qmax < 255 ? [qmin, qmax] : null };
  if (qmax - qmin >= 254) return { signed: true, zeroPoint, bounds: null };
  const offset = qmax + 1;
  return { signed: false, zeroPoint: zeroPoint + offset, bounds: [qmin + offset, qmax + offset] };
}
