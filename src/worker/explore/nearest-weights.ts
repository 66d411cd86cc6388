import type { WeightSpec } from "#core/recipe.ts";
import { type QuantizedTensor, quantizeWeights } from "#core/weights.ts";
import type { QuantizableLayer } from "#onnx/layers.ts";
import type { FloatModel } from "../float-model.ts";

/** Memory for codes that took a search to find. */
const MAX_BYTES = 32 * 2 ** 20;

/** Searched codes by weight and specification, the one used last at the end. */
type Searched = Map<string, QuantizedTensor>;

const SEARCHED = new WeakMap<FloatModel, Searched>();

/**
 * A weight rounded to nearest. Ranges by smallest squared error take a search of up to seconds for a million
 * weights: what was found is kept, 32 MiB of it, for as long as the model is open.
 *
 * @param values all finite
 * @param spec with groups only where they fit
 * @returns not to be changed
 */
export function nearestWeights(
  float: FloatModel,
  { tensor, dims, channelAxis }: NonNullable<QuantizableLayer["weight"]>,
  values: Float32Array,
  spec: WeightSpec,
): QuantizedTensor {
  const quantize = () => quantizeWeights(values, dims, channelAxis, spec);
  if (spec.range !== "mse") return quantize();
  const known = SEARCHED.get(float) ?? new Map<string, QuantizedTensor>();
  SEARCHED.set(float, known);
  const { bits, scheme, granularity } = spec;
  const key = JSON.stringify([tensor, channelAxis, bits, scheme, granularity]);
  const found = known.get(key) ?? quantize();
  known.delete(key);
  known.set(key, found);
  let bytes = 0;
  for (const [each, { codes, scales }] of [...known].reverse()) {
    bytes += codes.byteLength + scales.byteLength * 2;
    if (bytes > MAX_BYTES && each !== key) known.delete(each);
  }
  return found;
}
