import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { Notice } from "#experiment/result.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr } from "../../model/graph/attributes.ts";
import { constantOf, type GraphView } from "../../model/graph/graph.ts";
import { shallowCopy } from "../../model/graph/shallow-copy.ts";
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
import type { RewrittenLayer } from "../plan/plan.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";
import { QdqEditor } from "../qdq/editor.ts";
import { floatExecution, isNarrow, partExecution } from "../qdq/execution.ts";
import { DynamicActivations } from "./activations.ts";
import { floatReason } from "./float-reason.ts";
import { DynamicWeights, type IntegerNames, type StoredDynamicWeight } from "./weights.ts";

/** One rewriting of one graph for dynamic quantization: `nodes()` once, then the rest. */
export class DynamicRewrite {
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
    const constant = constantOf(this.view, bias) as TensorProto;
    const beta = op === "Gemm" ? floatAttr(node.proto, "beta", 1) : 1;
    if (op === "Gemm" && beta === 1) return bias;
    const spatial = op === "Conv" ? (weight?.dims ?? []).slice(2).map(() => 1) : [];
    const values = readFloats(constant).map((value) => value * beta);
    return this.#editor.initializer(
      floatTensor(`${bias}_added`, [...tensorDims(constant), ...spatial], values),
    );
  }
}
