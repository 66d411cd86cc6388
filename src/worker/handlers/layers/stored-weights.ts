import { roundedToHalf } from "#engine/quantize/quantize-model.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Precision } from "#experiment/precisions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { AffineParams } from "#numerics/affine.ts";
import { type Extremes, findExtremes } from "#numerics/calibration/extremes.ts";
import { floatsToHalves } from "#numerics/floats/half.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import {
  dequantizeWeights,
  type QuantizedTensor,
  quantizeWeights,
  smallestErrorWhole,
} from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { constantOf, type GraphView } from "#onnx/model/graph/graph.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import { TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { floatReason } from "#onnx/quantize/dynamic/dynamic.ts";
import { fittingSpec } from "#onnx/quantize/plan/planned-weights.ts";
import { knownBuild } from "../../build/build.ts";
import type { FloatModel } from "../../build/build-step.ts";
import { knownRoundings } from "../../build/corrections.ts";
import type { LoadedModel } from "../../open/loaded-model.ts";

/** A layer's weights in float and as a recipe stores them. */
export interface StoredWeights {
  float: FloatModel;
  layer: QuantizableLayer;
  weight: NonNullable<QuantizableLayer["weight"]>;
  precision: Precision;
  /** The recipe's specification, with groups only where they fit. */
  spec: WeightSpec;
  /** Row-major. */
  original: Float32Array;
  /** The values that the levels or halves stand for; `original` itself where the layer stays in FP32. Read-only. */
  stored: Float32Array;
  /** Null for a layer without integer weights. Read-only. */
  quantized: QuantizedTensor | null;
  rounding: "nearest" | "learned";
  /** Extremes of the finite weights in float. */
  extremes: Extremes;
}

/**
 * The weights of one layer as the recipe stores them, equal to the bit to those of the built model, without
 * building it. What only a calibration can find out comes from the last run: learned rounding, scales widened for
 * a bias, a layer left in FP32 for its activations.
 *
 * @throws LabError `recipe.unknown-layer` where the model has no such layer, or it has no weights;
 *   `model.already-quantized`
 */
export function storedWeights(model: LoadedModel, recipe: Recipe, name: string): StoredWeights {
  const float = model.float(recipe.corrections.equalize ?? false);
  const { layers, view } = float.plan;
  const layer = layers.find((each) => each.name === name);
  const constant = layer?.weight && constantOf(view, layer.weight.tensor);
  if (!layer?.weight || !constant) throw new LabError("recipe.unknown-layer", { layer: name });
  const { weight } = layer;
  const original = readFloats(constant);
  const spec = fittingSpec(layer, layerWeightSpec(recipe, name));
  const extremes = findExtremes(original);
  const shared = { float, layer, weight, spec, original, extremes, rounding: "nearest" } as const;
  const asFloat = { ...shared, precision: "fp32", stored: original, quantized: null } as const;

  const built = knownBuild(model, recipe)?.build.layers.find((each) => each.layer.name === name)?.result;
  const precision = built?.precision ?? possiblePrecision(view, layer, recipe, extremes.nonFinite);
  if (precision === "fp32") return asFloat;
  if (precision === "fp16") return { ...asFloat, precision, stored: roundedToHalf(original) };
  const learned = recipe.corrections.learnedRounding && knownRoundings(float, recipe)?.roundings.get(name);
  const quantized = built?.weights ?? (learned || nearestWeights(float, weight, original, spec));
  const stored = dequantizeWeights(quantized, weight.dims);
  return { ...shared, precision, stored, quantized, rounding: learned ? "learned" : "nearest" };
}

/** The precision of the recipe, or FP32 where that is impossible, as the rewriter decides before any calibration. */
function possiblePrecision(
  view: GraphView,
  layer: QuantizableLayer,
  recipe: Recipe,
  nonFinite: number,
): Precision {
  const wanted = layerPrecision(recipe, layer.name);
  const floats = layer.node.inputs.flatMap((input) => {
    const constant = constantOf(view, input);
    return constant?.dataType === Type.FLOAT ? [constant] : [];
  });
  if (wanted === "fp16") {
    const overflows = floats.some((constant) => {
      const values = readFloats(constant);
      return floatsToHalves(values, new Uint16Array(values.length)) > 0;
    });
    return overflows ? "fp32" : "fp16";
  }
  if (wanted === "fp32" || nonFinite > 0) return "fp32";
  if (recipe.mode === "dynamic" && floatReason(layer) !== null) return "fp32";
  const bias = layer.bias === null ? null : constantOf(view, layer.bias);
  return bias && findExtremes(readFloats(bias)).nonFinite > 0 ? "fp32" : "int";
}

/** Memory for integer levels that took a search to find. */
const MAX_BYTES = 32 * 2 ** 20;

type Weight = NonNullable<QuantizableLayer["weight"]>;

/** What searches have found: levels by weight and specification, the last used at the end; and single scales. */
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
 * The single scale for a whole weight with the smallest squared error. Every finer granularity starts from it, so
 * it is kept as long as the model is open.
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
 * A weight rounded to nearest. Ranges by smallest squared error take a search; 32 MiB of what was found are kept
 * as long as the model is open.
 *
 * @param values all finite
 * @param spec with groups only where they fit
 * @returns read-only
 */
function nearestWeights(
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
