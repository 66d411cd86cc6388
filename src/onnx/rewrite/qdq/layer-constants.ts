import type { AffineParams } from "#core/affine.ts";
import type { WeightSpec } from "#core/recipe.ts";
import type { QuantizedTensor } from "#core/weights.ts";
import { constantOf, type GraphView } from "../../graph.ts";
import type { QuantizableLayer } from "../../layers.ts";
import { readFloats } from "../../read/tensor.ts";
import type { NodeProto, TensorProto } from "../../schema/onnx_pb.ts";
import { quantizeBias } from "./bias-scales.ts";
import { dequantizedBias, dequantizedWeight } from "./constant-nodes.ts";
import type { QdqEditor } from "./editor.ts";
import { type LayerBias, layerBias } from "./layer-bias.ts";
import { type FloatWeight, quantizeLayerWeight, widenForBias } from "./layer-weights.ts";

/** A weight as it goes into the file; layers that quantize the same weight alike share it. */
interface StoredWeight {
  float: FloatWeight;
  quantized: QuantizedTensor;
  widened: number;
  /** Name of the dequantized tensor; null until a layer has written it. */
  written: string | null;
}

interface LayerEntry {
  weight: StoredWeight;
  bias: LayerBias | null;
  input: AffineParams;
}

/** What a layer's node reads in place of its float weight and bias. */
export interface WrittenConstants {
  /** DequantizeLinear nodes, to stand before the layer. */
  nodes: NodeProto[];
  weight: string;
  /** Null where the bias stays as it is. */
  bias: string | null;
  quantized: QuantizedTensor;
  widenedScales: number;
  clampedBiases: number;
}

/** Quantizes the weights and biases of layers. All are prepared before the first is written, since a shared weight's scale depends on all its biases. */
export class LayerConstants {
  readonly #weights = new Map<string, StoredWeight>();
  readonly #layers = new Map<string, LayerEntry>();

  constructor(
    private readonly view: GraphView,
    private readonly editor: QdqEditor,
  ) {}

  /** Throws as `quantizeLayerWeight` does. */
  prepare(layer: QuantizableLayer, spec: WeightSpec, input: AffineParams): void {
    if (!layer.weight) return;
    const { tensor, dims, channelAxis } = layer.weight;
    const key = JSON.stringify([tensor, channelAxis, spec]);
    let weight = this.#weights.get(key);
    if (!weight) {
      const values = readFloats(constantOf(this.view, tensor) as TensorProto);
      const float = { values, dims, channelAxis, spec };
      weight = { float, quantized: quantizeLayerWeight(layer.name, float), widened: 0, written: null };
      this.#weights.set(key, weight);
    }
    const bias = layerBias(this.view, layer);
    if (bias) weight.widened += widenForBias(weight.quantized, weight.float, bias, input);
    this.#layers.set(layer.name, { weight, bias, input });
  }

  /** Adds a prepared layer's initialisers; null for a layer without constant weight. */
  write(layer: QuantizableLayer): WrittenConstants | null {
    const entry = this.#layers.get(layer.name);
    if (!layer.weight || !entry) return null;
    const { weight, bias, input } = entry;
    const nodes: NodeProto[] = [];
    if (weight.written === null) {
      nodes.push(dequantizedWeight(this.editor, layer.weight.tensor, layer.weight.dims, weight.quantized));
      weight.written = nodes[0].output[0];
    }
    const { quantized, widened: widenedScales } = weight;
    const written = { nodes, weight: weight.written, quantized, widenedScales };
    if (!bias || layer.bias === null) return { ...written, bias: null, clampedBiases: 0 };
    const codes = quantizeBias(bias.values, input, quantized.scales, bias.alpha);
    const node = dequantizedBias(this.editor, layer.bias, bias, codes, quantized.channelAxis !== null);
    nodes.push(node);
    return { ...written, bias: node.output[0], clampedBiases: codes.clamped };
  }
}
