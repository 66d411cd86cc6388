import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Notice } from "#experiment/result.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr, intAttr } from "../../model/graph/attributes.ts";
import { type GraphView, graphView, requireConstant } from "../../model/graph/graph.ts";
import { shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { prune } from "../../model/graph/subgraph.ts";
import { readFloats, tensorDims } from "../../model/read/tensor.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import type { QuantizationSpec, RewrittenLayer, RewrittenModel } from "../plan/plan.ts";
import { type PlannedWeight, plannedLayers, plannedWeights } from "../plan/planned-weights.ts";
import { withStorageOpset } from "../plan/weight-form.ts";
import { QdqEditor } from "../qdq/editor.ts";
import { floatExecution, isNarrow, partExecution } from "../qdq/execution.ts";
import { DynamicWeights, type IntegerNames, type StoredDynamicWeight } from "./weights.ts";

/**
 * A copy of the model whose layers quantize what they read while they run, as ONNX Runtime's
 * `quantize_dynamic` makes it: DynamicQuantizeLinear gives each layer input uint8 codes over the range it has
 * in this run (8 bits, asymmetric, per tensor, whatever the recipe says of activations), ConvInteger or
 * MatMulInteger sums products of codes in int32, and Cast, Mul by the product of both scales and Add of the
 * float bias give the layer's sum, under the name it had. A tensor that several layers read is quantized once.
 * No calibration is needed, and `spec.activations` is not read.
 *
 * The range is that of the whole batch: one image's codes depend on those it shares a batch with.
 *
 * Differences from `quantize_dynamic`: Conv has scales per channel where asked; its symmetric weights are
 * stored as uint8 with zero point 128, since older versions of ONNX Runtime have no ConvInteger with int8; a
 * Gemm's factors go into its scales and bias. Weights that the integer operators cannot take (groups, and
 * 8-bit zero points that differ between the channels of a Conv) are multiplied in float on the values that
 * both codes stand for. What stays in FP32 is told by a notice `layer.left-float` (details.layer, details.reason).
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 */
export function insertDynamic(model: ModelProto, spec: QuantizationSpec): RewrittenModel {
  const { model: raised, notices: kept } = withStorageOpset(model, spec);
  const view = graphView(raised);
  const layers = plannedLayers(view, spec);
  const { weights, notices } = plannedWeights(view, layers, spec.layers);
  const rewrite = new DynamicRewrite(raised, view, layers, weights, spec.part);
  const node = rewrite.nodes();
  return {
    model: prune(withInitializers(withGraph(raised, { node }), rewrite.initializers)),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [...kept, ...notices, ...rewrite.notices],
  };
}

/** One rewriting of one graph for dynamic quantization: `nodes()` once, then the rest. */
class DynamicRewrite {
  /** Layers left in FP32. */
  readonly notices: Notice[] = [];
  readonly #editor: QdqEditor;
  readonly #activations: DynamicActivations;
  readonly #weights: DynamicWeights;
  /** Layers to quantize, by position of their node. */
  readonly #layers = new Map<number, { layer: QuantizableLayer; planned: PlannedWeight }>();
  readonly #stored = new Map<string, StoredDynamicWeight>();

  /** @param planned weights of the layers to quantize, null for a product of two activations */
  constructor(
    model: ModelProto,
    private readonly view: GraphView,
    layers: readonly QuantizableLayer[],
    planned: ReadonlyMap<string, PlannedWeight | null>,
    private readonly part: QuantizedPart = "both",
  ) {
    this.#editor = new QdqEditor(model);
    this.#activations = new DynamicActivations(this.#editor);
    this.#weights = new DynamicWeights(this.#editor, view.opset, part === "both");
    for (const layer of layers) {
      const weight = planned.get(layer.name);
      if (weight === undefined) continue;
      const reason = floatReason(layer);
      if (reason !== null) {
        this.notices.push({ code: "layer.left-float", details: { layer: layer.name, reason } });
      } else if (weight) this.#layers.set(layer.node.index, { layer, planned: weight });
    }
  }

  get initializers(): TensorProto[] {
    return this.#editor.initializers;
  }

  /** The new graph's nodes, in topological order. */
  nodes(): NodeProto[] {
    return this.view.nodes.flatMap(({ index, proto }) => {
      const entry = this.#layers.get(index);
      if (!entry) return [proto];
      const { layer, planned } = entry;
      if (this.part === "activations") return this.#onFloats(layer, []);
      const stored = this.#weights.store(layer, planned);
      this.#stored.set(layer.name, stored);
      return stored.integer
        ? this.#onIntegers(layer, stored.integer)
        : this.#onFloats(layer, stored.nodes, stored.output);
    });
  }

  result(layer: QuantizableLayer): RewrittenLayer {
    const { name, node, outputTensor } = layer;
    const stored = this.#stored.get(name);
    const sum = node.outputs[0];
    const common = { name, widenedScales: 0, clampedBiases: 0, output: outputTensor, sum };
    if (!this.#layers.has(node.index))
      return { ...common, ...floatExecution(layer), weights: null, boundary: null };
    if (!stored || this.part === "weights") {
      const execution = partExecution(layer, stored?.storageBits);
      return { ...common, ...execution, weights: stored?.quantized ?? null, boundary: null };
    }
    return {
      ...common,
      precision: "int",
      arithmetic: stored.integer ? "integer" : "float32",
      storageBits: stored.storageBits,
      simulated: !stored.integer || isNarrow(stored.quantized),
      weights: stored.quantized,
      boundary: { inputs: [{ tensor: layer.inputs[0], elemType: Type.FLOAT }], output: sum },
    };
  }

  /** `sum = Cast(integer sum) · (s_x · s_w) + bias`. */
  #onIntegers(layer: QuantizableLayer, weight: IntegerNames): NodeProto[] {
    const { name, op, node } = layer;
    const output = node.outputs[0];
    const { nodes, codes, scale, zeroPoint } = this.#activations.codes(layer.inputs[0]);
    const fresh = this.#editor.fresh;
    const inputs = [codes, weight.codes, zeroPoint, weight.zeroPoint];
    const integer = onnxNode(op === "Conv" ? "ConvInteger" : "MatMulInteger", name, inputs, [
      fresh(`${output}_integer`),
    ]);
    if (op === "Conv") integer.attribute = node.proto.attribute;
    const cast = this.#editor.node("Cast", `${output}_integer`, integer.output, { to: Type.FLOAT });
    const scales = this.#editor.node("Mul", `${output}_scale`, [scale, weight.scale]);
    const bias = this.#bias(layer);
    const scaled = onnxNode(
      "Mul",
      fresh(`${output}_Mul`),
      [cast.output[0], scales.output[0]],
      [bias === null ? output : fresh(`${output}_scaled`)],
    );
    const sum = [...nodes, integer, cast, scales, scaled];
    return bias === null
      ? sum
      : [...sum, onnxNode("Add", fresh(`${output}_Add`), [scaled.output[0], bias], [output])];
  }

  /** The layer itself on the values that the codes stand for, of its weight only where one is given. */
  #onFloats(
    { node, inputs }: QuantizableLayer,
    weightNodes: readonly NodeProto[],
    weight?: string,
  ): NodeProto[] {
    const [tensor] = inputs;
    const { nodes, output } =
      this.part === "weights" ? { nodes: [], output: tensor } : this.#activations.floats(tensor);
    const input = node.inputs.map((name, i) => [output, weight][i] ?? name);
    return [...nodes, ...weightNodes, shallowCopy(NodeProtoSchema, node.proto, { input })];
  }

  /** Name of what is added to a layer's scaled sum: its bias, in a shape that broadcasts; null where there is none. */
  #bias({ op, node, bias, weight }: QuantizableLayer): string | null {
    if (bias === null) return null;
    const constant = requireConstant(this.view, bias);
    const beta = op === "Gemm" ? floatAttr(node.proto, "beta", 1) : 1;
    if (op === "Gemm" && beta === 1) return bias;
    const spatial = op === "Conv" ? (weight?.dims ?? []).slice(2).map(() => 1) : [];
    const values = readFloats(constant).map((value) => value * beta);
    return this.#editor.initializer(
      floatTensor(`${bias}_added`, [...tensorDims(constant), ...spatial], values),
    );
  }
}

/** Names of a tensor's codes (uint8) and parameters (float32 and uint8 scalars), of this run. */
interface RunCodes {
  codes: string;
  scale: string;
  zeroPoint: string;
}

/** Quantizes activations while the model runs; each tensor once, in front of the first layer that asks for it. */
class DynamicActivations {
  readonly #codes = new Map<string, RunCodes>();
  readonly #floats = new Map<string, string>();

  constructor(private readonly editor: QdqEditor) {}

  /** @returns `nodes` is empty where an earlier layer has them already */
  codes(tensor: string): RunCodes & { nodes: NodeProto[] } {
    const known = this.#codes.get(tensor);
    if (known) return { ...known, nodes: [] };
    const [codes, scale, zeroPoint] = ["quantized", "scale", "zero_point"].map((what) =>
      this.editor.fresh(`${tensor}_${what}`),
    );
    this.#codes.set(tensor, { codes, scale, zeroPoint });
    const name = this.editor.fresh(`${tensor}_DynamicQuantizeLinear`);
    const node = onnxNode("DynamicQuantizeLinear", name, [tensor], [codes, scale, zeroPoint]);
    return { nodes: [node], codes, scale, zeroPoint };
  }

  /** The float values that the codes stand for. */
  floats(tensor: string): { nodes: NodeProto[]; output: string } {
    const known = this.#floats.get(tensor);
    if (known !== undefined) return { nodes: [], output: known };
    const { nodes, codes, scale, zeroPoint } = this.codes(tensor);
    const node = this.editor.node("DequantizeLinear", tensor, [codes, scale, zeroPoint]);
    this.#floats.set(tensor, node.output[0]);
    return { nodes: [...nodes, node], output: node.output[0] };
  }
}

/** Why a layer cannot be quantized while it runs, as the end of a sentence about it; null where it can. */
export function floatReason({ op, node, weight, bias }: QuantizableLayer): string | null {
  if (!weight) return "dynamic quantization takes products with constant weights only";
  if (op === "ConvTranspose") return "ONNX has no transposed convolution on integers";
  if (node.inputs[2] && bias === null) return "its bias is not a float32 constant";
  if (op === "Gemm" && intAttr(node.proto, "transA", 0) !== 0) return "it transposes what it reads";
  return null;
}
