import type { AffineParams } from "#numerics/affine.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int8Tensor, uint8Tensor } from "../../model/write/tensor.ts";
import type { QdqEditor } from "./editor.ts";

/** A tensor on its way through integers. */
export interface QdqPair {
  /** QuantizeLinear, a Clip on the codes if the grid is narrower than the type, DequantizeLinear. */
  nodes: NodeProto[];
  /** The 8-bit tensor that DequantizeLinear reads. */
  codes: string;
  /** The float tensor that comes out. */
  output: string;
}

interface ParameterNames {
  scale: string;
  zeroPoint: string;
  /** Bounds of the codes; null where those of the element type are meant. */
  bounds: [qmin: string, qmax: string] | null;
}

/** Makes the Q→DQ pairs of activations; tensors that share parameters share the initialisers that hold them. */
export class ActivationPairs {
  readonly #names = new Map<string, ParameterNames>();

  constructor(
    private readonly editor: QdqEditor,
    /** Parameters by source tensor. */
    private readonly params: ReadonlyMap<string, AffineParams>,
  ) {}

  /**
   * A pair for `tensor` with the parameters of `source` (ONNX QuantizeLinear-13, DequantizeLinear-13).
   *
   * @param input name of the float tensor that is quantized
   * @param output name of the tensor that comes out, where it is prescribed
   */
  pair(tensor: string, source: string, input: string, output: string | null): QdqPair {
    const { scale, zeroPoint, bounds } = this.#parameters(source);
    const quantize = this.editor.node("QuantizeLinear", tensor, [input, scale, zeroPoint]);
    const nodes = [quantize];
    if (bounds) nodes.push(this.editor.node("Clip", tensor, [quantize.output[0], ...bounds]));
    const codes = nodes[nodes.length - 1].output[0];
    const dequantize = this.editor.node("DequantizeLinear", tensor, [codes, scale, zeroPoint]);
    if (output !== null) dequantize.output = [output];
    nodes.push(dequantize);
    return { nodes, codes, output: dequantize.output[0] };
  }

  #parameters(source: string): ParameterNames {
    let names = this.#names.get(source);
    if (!names) {
      const params = this.params.get(source);
      if (!params) throw new Error(`${source} has no parameters`);
      names = this.#write(source, params);
      this.#names.set(source, names);
    }
    return names;
  }

  #write(source: string, params: AffineParams): ParameterNames {
    const { signed, zeroPoint, bounds } = storedGrid(params);
    const code = (name: string, value: number) =>
      this.editor.initializer((signed ? int8Tensor : uint8Tensor)(`${source}_${name}`, [], [value]));
    return {
      scale: this.editor.initializer(floatTensor(`${source}_scale`, [], [params.scale])),
      zeroPoint: code("zero_point", zeroPoint),
      bounds: bounds && [code("qmin", bounds[0]), code("qmax", bounds[1])],
    };
  }
}

/** How the codes of an activation are stored. */
interface StoredGrid {
  /** int8, else uint8. */
  signed: boolean;
  zeroPoint: number;
  /** First and last code where a Clip must keep to them; null where those of the type are meant. */
  bounds: [qmin: number, qmax: number] | null;
}

/**
 * The stored form of an activation's grid. Unsigned codes are stored as they are, and signed ones of 8 bits as
 * int8: the symmetric grid leaves −128 out, but a Clip to say so would cost the integer kernels, so that
 * values beyond the range may saturate one step further, as in the files of ONNX Runtime's quantizer. Signed
 * codes of fewer bits are moved up into uint8, where ONNX Runtime 1.30 has integer kernels behind a Clip as it
 * has not for int8; they stand for the same values.
 */
export function storedGrid({ zeroPoint, qmin, qmax }: AffineParams): StoredGrid {
  if (qmin >= 0) return { signed: false, zeroPoint, bounds: qmin > 0 || qmax < 255 ? [qmin, qmax] : null };
  if (qmax - qmin >= 254) return { signed: true, zeroPoint, bounds: null };
  const offset = qmax + 1;
  return { signed: false, zeroPoint: zeroPoint + offset, bounds: [qmin + offset, qmax + offset] };
}
