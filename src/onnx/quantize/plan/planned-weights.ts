import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import { type QuantizableLayer, quantizableLayers } from "../../layers/layers.ts";
import { constantOf, type GraphView } from "../../model/graph/graph.ts";
import { readFloats } from "../../model/read/tensor.ts";
import type { PlannedLayer, QuantizationSpec } from "./plan.ts";

/** A constant weight in float, and how to quantize it. */
export interface PlannedWeight {
  /** Name of the constant, as the layer's node reads it. */
  tensor: string;
  values: Float32Array;
  dims: readonly number[];
  channelAxis: number;
  /** Groups only where a channel has more than one. */
  spec: WeightSpec;
  /** Codes and scales that were found otherwise than by rounding to nearest; null where there are none. */
  given: QuantizedTensor | null;
}

/** A specification with groups only where a channel of the layer's weight has more than one; else per channel. */
export function fittingSpec({ weight }: QuantizableLayer, spec: WeightSpec): WeightSpec {
  if (!weight || spec.granularity.kind !== "group" || spec.granularity.size < inputSize(weight)) return spec;
  return { ...spec, granularity: { kind: "channel" } };
}

/** Elements of one output channel. */
function inputSize({ dims, channelAxis }: Pick<PlannedWeight, "dims" | "channelAxis">): number {
  return dims.reduce((product, size, axis) => (axis === channelAxis ? product : product * size), 1);
}

/** Layers to quantize by name, null for a product of two activations, and what was done otherwise than asked. */
export interface PlannedWeights {
  weights: Map<string, PlannedWeight | null>;
  notices: Notice[];
}

/**
 * Reads the weights of the layers that are to become integer. A layer whose weights or bias hold NaN or an
 * infinity stays in FP32 (notice `layer.weights-non-finite`); one whose channels are smaller than a group is
 * quantized per channel (`layer.group-too-large`).
 */
export function plannedWeights(
  view: GraphView,
  layers: readonly QuantizableLayer[],
  planned: QuantizationSpec["layers"],
): PlannedWeights {
  const weights: PlannedWeights["weights"] = new Map();
  const notices: Notice[] = [];
  const floats = floatReader(view);
  for (const layer of layers) {
    const plan = integerPlan(planned.get(layer.name));
    if (!plan) continue;
    if (!layer.weight) {
      weights.set(layer.name, null);
      continue;
    }
    const values = floats(layer.weight.tensor);
    const count = nonFinite(values) + (layer.bias === null ? 0 : nonFinite(floats(layer.bias)));
    if (count > 0) {
      notices.push({ code: "layer.weights-non-finite", details: { layer: layer.name, count } });
      continue;
    }
    const spec = fittingSpec(layer, plan.weights);
    const { granularity } = plan.weights;
    const inputs = inputSize(layer.weight);
    if (granularity.kind === "group" && granularity.size > inputs) {
      const details = { layer: layer.name, size: granularity.size, inputs };
      notices.push({ code: "layer.group-too-large", details });
    }
    weights.set(layer.name, { ...layer.weight, values, spec, given: plan.quantized ?? null });
  }
  return { weights, notices };
}

function integerPlan(planned: PlannedLayer | undefined) {
  return typeof planned === "object" ? planned : null;
}

/** Reads each constant once. */
function floatReader(view: GraphView): (tensor: string) => Float32Array {
  const read = new Map<string, Float32Array>();
  return (tensor) => {
    let values = read.get(tensor);
    if (!values) {
      const constant = constantOf(view, tensor);
      values = constant ? readFloats(constant) : new Float32Array();
      read.set(tensor, values);
    }
    return values;
  };
}

function nonFinite(values: Float32Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) count++;
  return count;
}

/**
 * All quantizable layers of a graph in its order, once the specification is known to name no others.
 *
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name that no quantizable node has
 */
export function plannedLayers(view: GraphView, spec: QuantizationSpec): QuantizableLayer[] {
  const { layers } = quantizableLayers(view);
  const known = new Set(layers.map(({ name }) => name));
  for (const layer of spec.layers.keys()) {
    if (!known.has(layer)) throw new LabError("recipe.unknown-layer", { layer });
  }
  return layers;
}
