import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { FloatNode, LayerResult, Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { PlannedLayer, RewrittenLayer } from "#onnx/quantize/plan/plan.ts";
import { quantizeGraph } from "#onnx/quantize/quantize-graph.ts";
import { weightBytes } from "#onnx/recognize/summary.ts";
import { activationParams } from "./activation-params.ts";
import { layerWeights } from "./layer-weights.ts";
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
