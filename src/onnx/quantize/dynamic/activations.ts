import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import type { QdqEditor } from "../qdq/editor.ts";

/** Names of a tensor's codes (uint8) and parameters (float32 and uint8 scalars), of this run. */
interface RunCodes {
  codes: string;
  scale: string;
  zeroPoint: string;
}

/** Quantizes activations while the model runs; each tensor once, in front of the first layer that asks for it. */
export class DynamicActivations {
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
