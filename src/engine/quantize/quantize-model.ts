import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { FloatNode, LayerResult, Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { floatsToHalves, halvesToFloats } from "#numerics/floats/half.ts";
import { dequantizeWeights, type QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { constantOf, type GraphView } from "#onnx/model/graph/graph.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { PlannedLayer, RewrittenLayer } from "#onnx/quantize/plan/plan.ts";
import { quantizeGraph } from "#onnx/quantize/quantize-graph.ts";
import { weightBytes } from "#onnx/recognize/summary.ts";
import { activationParams } from "./activation-params.ts";
import type { QuantizationPlan } from "./quantization-plan.ts";

/** One layer of a quantized model: where it is in the graph and what its weights lost. */
export interface BuiltLayer {
  layer: QuantizableLayer;
  result: RewrittenLayer;
  weights: LayerResult["weights"];
}

export interface QuantizedBuild {
  model: ModelProto;
  /** The serialized model: what is evaluated and what is exported. */
  bytes: Uint8Array<ArrayBuffer>;
  weightBytes: number;
  layers: BuiltLayer[];
  floatNodes: FloatNode[];
  notices: Notice[];
}

/** Codes by layer name that take the place of rounding to nearest. */
export type Roundings = ReadonlyMap<string, QuantizedTensor>;

/**
 * Quantizes a float model by a recipe: weights by its weight options, each layer by its override where it has
 * one, and in static mode activations by the recipe's calibration method from what the observers saw. The other
 * modes know no activation parameters before they run: the observers and the activation options are ignored.
 * The corrections are not applied here, but for the `roundings` that one of them has found.
 *
 * What cannot be done as the recipe says is left out or done otherwise, with a notice: overrides of layers that
 * the model lacks (`recipe.unknown-layer`), activations without a range (see `activationParams`), and what the
 * rewriter finds.
 *
 * @param model what the plan was made of, or the same with other values in its initialisers
 */
export function quantizeModel(
  model: ModelProto,
  plan: QuantizationPlan,
  observers: ReadonlyMap<string, ActivationObserver>,
  recipe: Recipe,
  roundings: Roundings = new Map(),
): QuantizedBuild {
  const calibrated = recipe.mode === "static" ? activationParams(plan, observers, recipe) : null;
  const rewritten = quantizeGraph(model, {
    mode: recipe.mode,
    layers: new Map(plan.layers.map(({ name }) => [name, plannedLayer(recipe, name, roundings)])),
    activations: calibrated?.activations ?? new Map(),
    recipe: JSON.stringify(recipe),
  });
  const results = new Map(rewritten.layers.map((result) => [result.name, result]));
  return {
    model: rewritten.model,
    bytes: writeModel(rewritten.model),
    weightBytes: weightBytes(rewritten.model),
    layers: plan.layers.map((layer) => {
      const result = results.get(layer.name);
      if (!result) throw new LabError("internal", { what: "layer left out", layer: layer.name });
      return { layer, result, weights: layerWeights(plan.view, layer, result)?.error ?? null };
    }),
    floatNodes: [...plan.floatNodes],
    notices: [...unknownLayers(plan, recipe), ...(calibrated?.notices ?? []), ...rewritten.notices],
  };
}

function plannedLayer(recipe: Recipe, name: string, roundings: Roundings): PlannedLayer {
  const precision = layerPrecision(recipe, name);
  if (precision !== "int") return precision;
  return { weights: layerWeightSpec(recipe, name), quantized: roundings.get(name) };
}

/** Overrides in the recipe for layers that the model lacks: they change nothing. */
export function unknownLayers(plan: QuantizationPlan, recipe: Recipe): Notice[] {
  const known = new Set(plan.layers.map(({ name }) => name));
  return Object.keys(recipe.layers)
    .filter((layer) => !known.has(layer))
    .map((layer) => ({ code: "recipe.unknown-layer", details: { layer } }));
}

/** A layer's weights in float, row-major, and as what they became when it was quantized. */
interface LayerWeights {
  original: Float32Array;
  /** The values that the codes, or the halves, stand for; `original` itself where the layer stays in FP32. */
  stored: Float32Array;
  /** Null where the layer stays in FP32. */
  error: LayerResult["weights"];
}

/** The weights of a layer before and after; null where it has no constant weights. */
export function layerWeights(
  view: GraphView,
  { weight }: QuantizableLayer,
  { precision, weights }: RewrittenLayer,
): LayerWeights | null {
  const constant = weight && constantOf(view, weight.tensor);
  if (!weight || !constant) return null;
  const original = readFloats(constant);
  if (precision === "fp32") return { original, stored: original, error: null };
  const stored = weights ? dequantizeWeights(weights, weight.dims) : roundedToHalf(original);
  const counts = { scaleCount: weights?.scales.length ?? 0, elementCount: original.length };
  return { original, stored, error: { ...tensorError(original, stored), ...counts } };
}

/** The values that float32 weights have once they are stored as halves. */
export function roundedToHalf(values: Float32Array): Float32Array {
  const halves = new Uint16Array(values.length);
  floatsToHalves(values, halves);
  const rounded = new Float32Array(values.length);
  halvesToFloats(halves, rounded);
  return rounded;
}
