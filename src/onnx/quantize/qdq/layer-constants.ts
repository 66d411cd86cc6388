import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Notice } from "#experiment/result.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import type { GraphView } from "../../model/graph/graph.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";
import { staticForm, type WeightForm, weightOnlyForm } from "../plan/weight-form.ts";
import { dequantizedBias } from "./constant-nodes.ts";
import type { QdqEditor } from "./editor.ts";
import { type LayerBias, layerBias, quantizeBias, quantizePlanned, widenForBias } from "./layer-weights.ts";
import { storeWeight, type WrittenWeight } from "./weight-storage.ts";

/** A weight as it goes into the file; layers that quantize the same weight alike share it. */
interface SharedWeight {
  float: PlannedWeight;
  quantized: QuantizedTensor;
  widened: number;
  /** Null until a layer has written it. */
  written: WrittenWeight | null;
}

interface LayerEntry {
  weight: SharedWeight;
  form: WeightForm;
  /** Null where the bias stays as it is. */
  bias: { name: string; values: LayerBias; input: AffineParams } | null;
}

/** What a layer's node reads in place of its float weight and bias. */
export interface WrittenConstants {
  /** Nodes to stand before the layer. */
  nodes: NodeProto[];
  weight: string;
  /** Null where the bias stays as it is. */
  bias: string | null;
  quantized: QuantizedTensor;
  form: WeightForm;
  storageBits: 4 | 8;
  widenedScales: number;
  clampedBiases: number;
}

/** Quantizes the weights and biases of layers. All are prepared before the first is written, since a shared weight's scale depends on all its biases. */
export class LayerConstants {
  /** Biases that had to be clamped, once they are written. */
  readonly notices: Notice[] = [];
  readonly #weights = new Map<string, SharedWeight>();
  readonly #given = new Map<QuantizedTensor | null, number>();
  readonly #layers = new Map<string, LayerEntry>();

  constructor(
    private readonly view: GraphView,
    private readonly editor: QdqEditor,
  ) {}

  /**
   * @param input grid of the activation that the layer reads; null where it is float, and the bias stays so
   * @throws LabError as `quantizePlanned` does
   */
  prepare(layer: QuantizableLayer, planned: PlannedWeight, input: AffineParams | null): void {
    const { opset } = this.view;
    const form = (input ? staticForm : weightOnlyForm)({ layer, spec: planned.spec }, opset);
    const weight = this.#shared(planned);
    // Groups have no one scale per channel that an integer bias could take.
    const values = input && weight.quantized.groupSize === null ? layerBias(this.view, layer) : null;
    if (input && values) weight.widened += widenForBias(weight.quantized, weight.float, values, input);
    const bias = input && values && layer.bias !== null ? { name: layer.bias, values, input } : null;
    this.#layers.set(layer.name, { weight, form, bias });
  }

  /** Adds a prepared layer's initialisers; null for a layer that was not prepared. */
  write(layer: QuantizableLayer): WrittenConstants | null {
    const entry = this.#layers.get(layer.name);
    if (!entry) return null;
    const { weight, form } = entry;
    const { tensor, dims } = weight.float;
    const nodes: NodeProto[] = [];
    if (!weight.written) {
      weight.written = storeWeight(this.editor, tensor, dims, weight.quantized, form);
      nodes.push(...weight.written.nodes);
    }
    const bias = entry.bias && this.#writeBias(layer, entry.bias, weight.quantized);
    if (bias) nodes.push(bias.node);
    return {
      nodes,
      weight: weight.written.output,
      bias: bias?.node.output[0] ?? null,
      quantized: weight.quantized,
      form,
      storageBits: weight.written.storageBits,
      widenedScales: weight.widened,
      clampedBiases: bias?.clamped ?? 0,
    };
  }

  #writeBias(
    layer: QuantizableLayer,
    { name, values, input }: NonNullable<LayerEntry["bias"]>,
    { scales, channelAxis }: QuantizedTensor,
  ): { node: NodeProto; clamped: number } {
    const codes = quantizeBias(values.values, input, scales, values.alpha);
    const { clamped, clampedScale } = codes;
    if (clamped > 0) {
      const details = { layer: layer.name, count: clamped, scale: clampedScale };
      this.notices.push({ code: "layer.bias-clamped", details });
    }
    return { node: dequantizedBias(this.editor, name, values, codes, channelAxis !== null), clamped };
  }

  #shared(planned: PlannedWeight): SharedWeight {
    const { tensor, channelAxis, spec, given } = planned;
    if (!this.#given.has(given)) this.#given.set(given, this.#given.size);
    const key = canonicalJson([tensor, channelAxis, spec, this.#given.get(given)]);
    let weight = this.#weights.get(key);
    if (!weight) {
      weight = { float: planned, quantized: quantizePlanned(planned), widened: 0, written: null };
      this.#weights.set(key, weight);
    }
    return weight;
  }
}
