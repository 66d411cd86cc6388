import { canonicalJson } from "#experiment/canonical-json.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { type QuantizedTensor, quantizeWeights, smallestErrorWhole } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { FloatModel } from "../build/float-model.ts";

/** Memory for codes that took a search to find. */
const MAX_BYTES = 32 * 2 ** 20;

type Weight = NonNullable<QuantizableLayer["weight"]>;

/** What searches have found: codes by weight and specification, the one used last at the end; and single scales. */
interface Searched {
  tensors: Map<string, QuantizedTensor>;
  wholes: Map<string, AffineParams>;
}

const SEARCHED = new WeakMap<FloatModel, Searched>();

function searchedOf(float: FloatModel): Searched {
  const known = SEARCHED.get(float) ?? { tensors: new Map(), wholes: new Map() };
  SEARCHED.set(float, known);
  return known;
}

/**
 * The one scale for a whole weight with the smallest squared error. Every finer granularity starts from it: it is
 * kept for as long as the model is open.
 *
 * @param values all finite
 */
export function nearestWhole(
  float: FloatModel,
  { tensor }: Weight,
  values: Float32Array,
  spec: WeightSpec,
): AffineParams {
  const { wholes } = searchedOf(float);
  const key = canonicalJson([tensor, spec.bits, spec.scheme]);
  const found = wholes.get(key) ?? smallestErrorWhole(values, spec);
  wholes.set(key, found);
  return found;
}

/**
 * A weight rounded to nearest. Ranges by smallest squared error take a search: what was found is kept, 32 MiB of it,
 * for as long as the model is open.
 *
 * @param values all finite
 * @param spec with groups only where they fit
 * @returns not to be changed
 */
export function nearestWeights(
  float: FloatModel,
  weight: Weight,
  values: Float32Array,
  spec: WeightSpec,
): QuantizedTensor {
  const { tensor, dims, channelAxis } = weight;
  if (spec.range !== "mse") return quantizeWeights(values, dims, channelAxis, spec);
  const { tensors } = searchedOf(float);
  const { bits, scheme, granularity } = spec;
  const key = canonicalJson([tensor, channelAxis, bits, scheme, granularity]);
  const found =
    tensors.get(key) ??
    quantizeWeights(values, dims, channelAxis, spec, nearestWhole(float, weight, values, spec));
  tensors.delete(key);
  tensors.set(key, found);
  let bytes = 0;
  for (const [each, { codes, scales }] of [...tensors].reverse()) {
    bytes += codes.byteLength + scales.byteLength * 2;
    if (bytes > MAX_BYTES && each !== key) tensors.delete(each);
  }
  return found;
}
