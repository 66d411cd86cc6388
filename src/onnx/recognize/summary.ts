import { countMacs } from "../infer/macs.ts";
import { foldablePairs } from "../layers/batch-norm-pairs.ts";
import { type LayerFlow, layerFlow } from "../layers/layer-flow.ts";
import { type LayerKind, quantizableLayers } from "../layers/layers.ts";
import { dataTypeName, isFloating } from "../model/graph/data-types.ts";
import { elementTypeOf } from "../model/graph/element-type.ts";
import { type GraphView, graphView } from "../model/graph/graph.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import { elementCount } from "../model/read/tensor.ts";
import { tensorBytes } from "../model/read/tensor-check.ts";
import type { ModelProto, ValueInfoProto } from "../model/schema/onnx_pb.ts";
import { guessPictureInput, type PictureInput } from "./picture-input.ts";
import { type RecognizedQuantization, recognizeQuantized } from "./quantized.ts";

/** What the page says of a model before anything is run. */
export interface Summary {
  irVersion: number;
  opset: number;
  /** Versions of all operator sets that the file imports, by domain; ONNX's own is `ai.onnx`. */
  opsets: Record<string, number>;
  producer: string;
  nodeCount: number;
  /** Nodes of the main graph by operator, the most frequent first. */
  operators: Record<string, number>;
  /** Multiply-accumulates of convolutions and matrix products for one image; null where a shape is not known. */
  macs: number | null;
  /** Trained values; see `parameterCount`. */
  parameterCount: number;
  /** Bytes of all initialisers, of any element type. */
  weightBytes: number;
  inputs: ValueSummary[];
  outputs: ValueSummary[];
  /** The input that looks as if it took images; null where none does. */
  pictureInput: PictureInput | null;
  /** How the file is quantized already; null where it is not. */
  quantized: RecognizedQuantization | null;
  layers: LayerSummary[];
  /** BatchNormalization nodes that `foldBatchNorm` folds. */
  foldedBatchNorms: number;
}

interface ValueSummary {
  name: string;
  elementType: string;
  /** Numbers, or the names of symbolic dimensions; empty where the file states no shape. */
  shape: (number | string)[];
}

interface LayerSummary extends LayerFlow {
  name: string;
  op: string;
  kind: LayerKind;
  weightShape: number[] | null;
  weightElements: number;
}

/** Describes a model, without its weights' values. */
export function summarize(model: ModelProto): Summary {
  const view = graphView(model);
  const { layers } = quantizableLayers(view);
  const flow = layerFlow(view, layers);
  return {
    irVersion: Number(model.irVersion),
    opset: view.opset,
    opsets: Object.fromEntries(
      model.opsetImport.map(({ domain, version }) => [domain || "ai.onnx", Number(version)]),
    ),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(" "),
    nodeCount: view.nodes.length,
    operators: operatorCounts(view),
    macs: countMacs(view).total,
    parameterCount: parameterCount(view),
    weightBytes: weightBytes(model),
    inputs: view.inputs.map((value) => describeValue(view, value)),
    outputs: view.outputs.map((value) => describeValue(view, value)),
    pictureInput: guessPictureInput(view),
    quantized: recognizeQuantized(view),
    layers: layers.map(({ name, op, kind, weight }, i) => ({
      name,
      op,
      kind,
      ...flow[i],
      weightShape: weight?.dims ?? null,
      weightElements: weight?.dims.reduce((product, dim) => product * dim, 1) ?? 0,
    })),
    foldedBatchNorms: foldablePairs(view).length,
  };
}

/** Bytes that the initialisers' values take, without names and the graph. */
export function weightBytes(model: ModelProto): number {
  return mainGraph(model).initializer.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
}

function operatorCounts({ nodes }: GraphView): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** What is no tensor, by the case of its type. */
const NOT_TENSORS = {
  sequenceType: "sequence",
  mapType: "map",
  optionalType: "optional",
  sparseTensorType: "sparse tensor",
  opaqueType: "opaque value",
} as const;

function describeValue(view: GraphView, { name, type }: ValueInfoProto): ValueSummary {
  const kind = type?.value.case;
  const elementType =
    kind === undefined || kind === "tensorType"
      ? dataTypeName(elementTypeOf(view, name) ?? 0)
      : NOT_TENSORS[kind];
  return { name, elementType, shape: view.shapes.get(name) ?? [] };
}

/**
 * Trained values of a model: elements of its floating-point initialisers, and of integers that are dequantized in the
 * graph. Scalars (bounds of a Clip, constants of an activation), BatchNorms' running statistics and the parameters of
 * quantization are not trained.
 */
function parameterCount({ nodes, initializers }: GraphView): number {
  const untrained = new Set<string>();
  const codes = new Set<string>();
  for (const { op, inputs } of nodes) {
    const quantizes = op === "DequantizeLinear" || op === "QuantizeLinear";
    const first = op === "BatchNormalization" ? 3 : quantizes ? 1 : inputs.length;
    for (const name of inputs.slice(first)) untrained.add(name);
    if (op === "DequantizeLinear") codes.add(inputs[0]);
  }
  let count = 0;
  for (const [name, tensor] of initializers) {
    const isTrained = tensor.dims.length > 0 && !untrained.has(name);
    if (isTrained && (isFloating(tensor.dataType) || codes.has(name))) count += elementCount(tensor);
  }
  return count;
}
