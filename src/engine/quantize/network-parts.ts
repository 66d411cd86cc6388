import { layerWeightSpec } from "#experiment/layer-spec.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { isolateLayers } from "#onnx/quantize/isolate-layers.ts";
import type { PlannedLayer, QuantizationSpec } from "#onnx/quantize/plan/plan.ts";
import { quantizeGraph } from "#onnx/quantize/quantize-graph.ts";
import type { ComparedTensor } from "../layer-errors.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { BuiltLayer, QuantizedBuild } from "./quantize-model.ts";

/** A quantized model with what it was made of. */
export interface QuantizedSource {
  recipe: Recipe;
  /** The float model that the quantized one is compared with. */
  float: ModelProto;
  /** The model that was quantized: `float`, or `float` with corrected biases. */
  corrected: ModelProto;
  build: QuantizedBuild;
  /** As `activationParams` gives them; empty but in static mode. */
  activations: QuantizationSpec["activations"];
}

/** A network to compare with the float one, layer by layer. */
export interface PartNetwork {
  model: ModelProto;
  tensors: ComparedTensor[];
  /** Tensors of the float network that it is fed; null where it is fed the images. */
  inputTensors: readonly string[] | null;
  /** The optimization level at which the runtime adds no quantization of its own. */
  optimization: NonNullable<SessionOptions["optimization"]>;
}

/** The whole network with one part of all its layers quantized; both is the quantized model itself. */
export function accumulatedNetwork(source: QuantizedSource, part: QuantizedPart): PartNetwork {
  const { build } = source;
  const { model, layers } = part === "both" ? wholeOf(build) : quantizedPart(source, part);
  const outputs = new Map(layers.map(({ name, output }) => [name, output]));
  return {
    model,
    tensors: comparedTensors(build.layers, outputs),
    inputTensors: null,
    optimization: optimizationFor(part),
  };
}

/**
 * All layers that have the part quantized, each as if it were the only one: side by side in one graph that is fed
 * with the float network's values. A layer that stays in FP32 is not among them.
 */
export function isolatedNetwork(source: QuantizedSource, part: QuantizedPart): PartNetwork {
  const { build, activations } = source;
  const taken = build.layers.filter((built) => isQuantized(source, built, part));
  const names = new Set(taken.map(({ layer }) => layer.name));
  const isolated = isolateLayers(modelFor(source, part), names, activations);
  const spec = { ...specOf(source, taken), activations: isolated.activations, part };
  return {
    model: quantizeGraph(isolated.model, spec).model,
    tensors: comparedTensors(taken, isolated.outputs),
    inputTensors: isolated.inputs,
    optimization: optimizationFor(part),
  };
}

/** Whether a layer has a part that is not in FP32. */
export function isQuantized(
  { recipe }: Pick<QuantizedSource, "recipe">,
  { layer, result }: BuiltLayer,
  part: QuantizedPart,
): boolean {
  if (result.precision === "fp32") return false;
  if (part === "weights") return layer.weight !== null;
  return part === "both" || recipe.mode !== "weight-only" || result.precision === "fp16";
}

function quantizedPart(source: QuantizedSource, part: QuantizedPart) {
  const spec = { ...specOf(source, source.build.layers), part };
  return quantizeGraph(modelFor(source, part), spec);
}

const wholeOf = ({ model, layers }: QuantizedBuild) => ({
  model,
  layers: layers.map(({ result }) => result),
});

/** What the build came to, layer by layer, with the very codes of its weights. */
function specOf({ recipe, activations }: QuantizedSource, layers: readonly BuiltLayer[]): QuantizationSpec {
  return {
    mode: recipe.mode,
    layers: new Map(layers.map((built) => [built.layer.name, plannedAgain(recipe, built)])),
    activations,
  };
}

function plannedAgain(recipe: Recipe, { layer, result }: BuiltLayer): PlannedLayer {
  if (result.precision !== "int") return result.precision;
  return { weights: layerWeightSpec(recipe, layer.name), quantized: result.weights ?? undefined };
}

/** Biases are corrected for what weights and activations do together, and belong to the weights. */
const modelFor = ({ float, corrected }: QuantizedSource, part: QuantizedPart): ModelProto =>
  part === "activations" ? float : corrected;

const optimizationFor = (part: QuantizedPart) => (part === "activations" ? "disabled" : "all");

function comparedTensors(
  layers: readonly BuiltLayer[],
  outputs: ReadonlyMap<string, string>,
): ComparedTensor[] {
  return layers.flatMap(({ layer: { name, outputTensor } }) => {
    const quantized = outputs.get(name);
    return quantized === undefined ? [] : [{ layer: name, fp32: outputTensor, quantized }];
  });
}
