import { deployableParams } from "#numerics/affine.ts";
import { quantizeInto } from "#numerics/quantize.ts";
import { type GraphView, requireConstant } from "../../model/graph/graph.ts";
import { readFloats, tensorDims } from "../../model/read/tensor.ts";
import type { NodeProto, TensorProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int8Tensor, int32Tensor, uint8Tensor } from "../../model/write/tensor.ts";
import type { QdqEditor } from "./editor.ts";
import type { LayerBias, QuantizedBias } from "./layer-weights.ts";

/**
 * Stores a constant that an integer kernel reads as an activation, such as the bias of an Add, as codes with
 * one scale (8 bits, min–max), as ONNX Runtime's quantizer does: uint8 and asymmetric, or int8 and symmetric
 * beside `signed` activations, since the kernels take one type.
 *
 * @returns the DequantizeLinear node that gives the constant back
 */
export function dequantizedConstant(
  editor: QdqEditor,
  name: string,
  constant: TensorProto,
  signed: boolean,
): NodeProto {
  const values = readFloats(constant);
  const min = values.reduce((a, b) => Math.min(a, b), 0);
  const max = values.reduce((a, b) => Math.max(a, b), 0);
  const params = deployableParams(min, max, {
    bits: 8,
    scheme: signed ? "symmetric" : "asymmetric",
    signed,
  });
  const codes = signed ? new Int8Array(values.length) : new Uint8Array(values.length);
  const store = signed ? int8Tensor : uint8Tensor;
  quantizeInto(values, params, codes);
  return editor.node("DequantizeLinear", name, [
    editor.initializer(store(`${name}_quantized`, tensorDims(constant), codes)),
    editor.initializer(floatTensor(`${name}_scale`, [], [params.scale])),
    editor.initializer(store(`${name}_zero_point`, [], [params.zeroPoint])),
  ]);
}

/** Stores a bias as int32; its DequantizeLinear has no zero point, which ONNX Runtime refuses on int32. */
export function dequantizedBias(
  editor: QdqEditor,
  name: string,
  { dims, axis }: LayerBias,
  { codes, scales }: QuantizedBias,
  perChannel: boolean,
): NodeProto {
  const stored = perChannel
    ? floatTensor("", [dims[axis]], scales.subarray(0, dims[axis]))
    : floatTensor("", [], [scales[0]]);
  stored.name = `${name}_quantized_scale`;
  const inputs = [
    editor.initializer(int32Tensor(`${name}_quantized`, dims, codes)),
    editor.initializer(stored),
  ];
  return editor.node("DequantizeLinear", name, inputs, perChannel ? { axis } : {});
}

/** The constants that operators between layers read as activations, each stored once per element type. */
export class FollowedConstants {
  /** Names of constants, and whether they are int8 → their dequantized form. */
  readonly #written = new Map<string, string>();

  constructor(
    private readonly view: GraphView,
    private readonly editor: QdqEditor,
  ) {}

  /**
   * Makes a node read the dequantized form of some of its inputs.
   *
   * @param node changed in place
   * @param signed whether the activations beside them are int8
   * @returns nodes that must stand before it, where a constant is read for the first time
   */
  read(node: NodeProto, constants: readonly string[], signed: boolean): NodeProto[] {
    const before: NodeProto[] = [];
    node.input = node.input.map((name) =>
      constants.includes(name) ? this.#dequantized(name, signed, before) : name,
    );
    return before;
  }

  #dequantized(name: string, signed: boolean, before: NodeProto[]): string {
    const key = `${name} ${signed}`;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const node = dequantizedConstant(this.editor, name, requireConstant(this.view, name), signed);
    before.push(node);
    this.#written.set(key, node.output[0]);
    return node.output[0];
  }
}
