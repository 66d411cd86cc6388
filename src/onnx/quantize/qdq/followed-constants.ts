import { constantOf, type GraphView } from "../../model/graph/graph.ts";
import type { NodeProto, TensorProto } from "../../model/schema/onnx_pb.ts";
import { dequantizedConstant } from "./constant-nodes.ts";
import type { QdqEditor } from "./editor.ts";

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
    const node = dequantizedConstant(this.editor, name, constantOf(this.view, name) as TensorProto, signed);
    before.push(node);
    this.#written.set(key, node.output[0]);
    return node.output[0];
  }
}
