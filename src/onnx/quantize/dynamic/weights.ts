import { canonicalJson } from "#experiment/canonical-json.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr } from "../../model/graph/attributes.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int8Tensor, uint8Tensor } from "../../model/write/tensor.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";
import { staticForm } from "../plan/weight-form.ts";
import type { QdqEditor } from "../qdq/editor.ts";
import { quantizePlanned } from "../qdq/layer-weights.ts";
import { storeWeight } from "../qdq/weight-storage.ts";
import { type IntegerWeight, integerWeight } from "./integer-weight.ts";

/** Initialisers of a weight that an integer operator reads. */
export interface IntegerNames {
  codes: string;
  scale: string;
  zeroPoint: string;
}

/** A weight in the file: for an integer operator, or behind DequantizeLinear. */
export type StoredDynamicWeight = { quantized: QuantizedTensor; storageBits: 4 | 8 } & (
  | { integer: IntegerNames }
  | { integer: null; nodes: NodeProto[]; output: string }
);

/** Stores weights; layers that read the same one alike share it. */
export class DynamicWeights {
  /** By the codes that were given, then by what else tells weights apart. */
  readonly #stored = new Map<QuantizedTensor | null, Map<string, StoredDynamicWeight>>();

  constructor(
    private readonly editor: QdqEditor,
    private readonly opset: number,
    /** False where nothing but float operators is to read them. */
    private readonly forIntegers: boolean,
  ) {}

  /** @throws LabError as `quantizePlanned` does */
  store(layer: QuantizableLayer, planned: PlannedWeight): StoredDynamicWeight {
    const alpha = layer.op === "Gemm" ? floatAttr(layer.node.proto, "alpha", 1) : 1;
    const { tensor, channelAxis, spec, given } = planned;
    const key = canonicalJson([tensor, layer.op, channelAxis, alpha, spec]);
    const alike = this.#stored.get(given) ?? new Map<string, StoredDynamicWeight>();
    this.#stored.set(given, alike);
    const known = alike.get(key);
    // The nodes behind a shared weight stand before the first layer that reads it.
    if (known) return known.integer ? known : { ...known, nodes: [] };
    const stored = this.#write(layer, planned, alpha);
    alike.set(key, stored);
    return stored;
  }

  #write(layer: QuantizableLayer, planned: PlannedWeight, alpha: number): StoredDynamicWeight {
    const { tensor, dims, spec } = planned;
    const quantized = quantizePlanned(planned);
    const integer = this.forIntegers ? integerWeight(layer, dims, quantized) : null;
    if (integer) return { quantized, storageBits: 8, integer: this.#integer(tensor, integer, alpha) };
    const form = staticForm({ layer, spec }, this.opset);
    return { quantized, integer: null, ...storeWeight(this.editor, tensor, dims, quantized, form) };
  }

  #integer(tensor: string, { dims, codes, zeroPoints, scales }: IntegerWeight, alpha: number): IntegerNames {
    const store = codes instanceof Int8Array ? int8Tensor : uint8Tensor;
    const factors = alpha === 1 ? scales.values : scales.values.map((scale) => scale * alpha);
    return {
      codes: this.editor.initializer(store(`${tensor}_quantized`, dims, codes)),
      scale: this.editor.initializer(floatTensor(`${tensor}_scale`, scales.dims, factors)),
      zeroPoint: this.editor.initializer(store(`${tensor}_zero_point`, zeroPoints.dims, zeroPoints.values)),
    };
  }
}
