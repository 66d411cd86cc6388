import { type AffineParams, activationGrid, deployableParams } from "#core/affine.ts";
import { calibrationRange } from "#core/calibrate.ts";
import { tensorError } from "#core/errors.ts";
import { LabError } from "#core/lab-error.ts";
import type { ActivationObserver } from "#core/observer.ts";
import type { ActivationSpec, Recipe } from "#core/recipe.ts";
import type { FloatNode, LayerResult, Notice } from "#core/report.ts";
import { dequantizeWeights } from "#core/weights.ts";
import { constantOf, type GraphView } from "#onnx/graph.ts";
import type { QuantizableLayer } from "#onnx/layers.ts";
import { readFloats } from "#onnx/read/tensor.ts";
import type { RewrittenLayer } from "#onnx/rewrite/plan.ts";
import { quantizeGraph } from "#onnx/rewrite/quantize-graph.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import { weightBytes } from "#onnx/summary.ts";
import { writeModel } from "#onnx/write/model.ts";
import { layerPrecision, layerWeightSpec } from "./layer-spec.ts";
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

/**
 * Quantizes a float model by a recipe: activation ranges from the observers by the recipe's calibration
 * method, weights by its weight options, each layer by its override where it has one.
 *
 * @param model the model the plan was made of, BatchNorms folded
 * @throws LabError `recipe.unsupported` naming an option that this version does not build
 */
export function quantizeModel(
  model: ModelProto,
  plan: QuantizationPlan,
  observers: ReadonlyMap<string, ActivationObserver>,
  recipe: Recipe,
): QuantizedBuild {
  refuseUnsupported(recipe);
  // All of them, even if some layers stay in FP32: a pooled FP32 output takes the range of what was pooled.
  const activations = new Map(
    plan.tensors.map((tensor) => [tensor, activationParams(tensor, observers.get(tensor), recipe)]),
  );
  const layers = new Map(
    plan.layers.map(({ name }) => {
      const precision = layerPrecision(recipe, name);
      return [name, precision === "int" ? { weights: layerWeightSpec(recipe, name) } : precision] as const;
    }),
  );
  const built = quantizeGraph(model, {
    mode: recipe.mode,
    layers,
    activations,
    recipe: JSON.stringify(recipe),
  });
  const results = new Map(built.layers.map((result) => [result.name, result]));
  return {
    model: built.model,
    bytes: writeModel(built.model),
    weightBytes: weightBytes(built.model),
    layers: plan.layers.map((layer) => {
      const result = results.get(layer.name);
      if (!result) throw new LabError("internal", { what: "layer left out", layer: layer.name });
      return { layer, result, weights: weightError(plan.view, layer, result) };
    }),
    floatNodes: [...plan.floatNodes],
    notices: built.notices,
  };
}

function activationParams(
  tensor: string,
  observer: ActivationObserver | undefined,
  recipe: Recipe,
): AffineParams {
  if (!observer) throw new LabError("internal", { what: "no observer", tensor });
  const spec: ActivationSpec = recipe.activations;
  try {
    const { rmin, rmax } = calibrationRange(observer, recipe.calibration, spec);
    return deployableParams(rmin, rmax, activationGrid(spec));
  } catch (error) {
    throw error instanceof LabError
      ? new LabError(error.code, { ...error.details, tensor }, { cause: error })
      : error;
  }
}

function weightError(
  view: GraphView,
  layer: QuantizableLayer,
  { weights }: RewrittenLayer,
): LayerResult["weights"] {
  const constant = layer.weight && constantOf(view, layer.weight.tensor);
  if (!weights || !layer.weight || !constant) return null;
  const original = readFloats(constant);
  return {
    ...tensorError(original, dequantizeWeights(weights, layer.weight.dims)),
    scaleCount: weights.scales.length,
    elementCount: original.length,
  };
}

function refuseUnsupported(recipe: Recipe): void {
  const { mode, activations, corrections, calibration, layers } = recipe;
  const refuse = (option: string, value: string) => {
    throw new LabError("recipe.unsupported", { option, value });
  };
  if (mode !== "static") refuse("mode", mode);
  if (activations.bits !== 8 || activations.scheme !== "asymmetric") {
    refuse("activations", `${activations.bits}-bit ${activations.scheme}`);
  }
  if (corrections.equalize) refuse("corrections", "equalize");
  if (corrections.biasCorrection) refuse("corrections", "biasCorrection");
  if (calibration.distort) refuse("calibration", "distort");
  for (const [name, { precision, activations: own }] of Object.entries(layers)) {
    if (precision === "fp16") refuse(name, "fp16");
    if (own) refuse(name, "activations");
  }
}
