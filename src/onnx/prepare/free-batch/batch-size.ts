import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import { type NodeProto, NodeProtoSchema, type TensorProto } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { int64Tensor } from "../../model/write/tensor.ts";

/** Makes what a freed graph needs beside its own nodes: shapes that hold the batch's length. */
export class BatchSize {
  readonly initializers: TensorProto[] = [];
  #length: string | null = null;

  /** `input`: an input of the graph whose axis 0 is the batch. */
  constructor(
    private readonly input: string,
    private readonly fresh: (wanted: string) => string,
  ) {}

  /** A vector of these sizes, as the name of a constant, or of what the nodes added to `before` compute. */
  vector(wanted: string, sizes: readonly (number | "batch")[], before: NodeProto[]): string {
    const at = sizes.indexOf("batch");
    if (at < 0) return this.#constant(wanted, sizes as readonly number[]);
    const parts = [sizes.slice(0, at), sizes.slice(at + 1)].map((part) =>
      part.length > 0 ? [this.#constant(`${wanted}_part`, part as number[])] : [],
    );
    const length = this.#batchLength(before);
    const inputs = [...parts[0], length, ...parts[1]];
    if (inputs.length === 1) return length;
    const output = this.fresh(wanted);
    before.push(onnxNode("Concat", this.fresh(`${output}_Concat`), inputs, [output], { axis: 0 }));
    return output;
  }

  /** A constant repeated along an axis of `rank` as often as the batch is long. */
  repeated(tensor: string, axis: number, rank: number, before: NodeProto[]): string {
    const sizes = ["batch" as const, ...Array<number>(rank - axis - 1).fill(1)];
    const shape = this.vector(`${tensor}_batch_shape`, sizes, before);
    const output = this.fresh(`${tensor}_batch`);
    before.push(onnxNode("Expand", this.fresh(`${output}_Expand`), [tensor, shape], [output]));
    return output;
  }

  #batchLength(before: NodeProto[]): string {
    if (this.#length === null) {
      const shape = this.fresh(`${this.input}_shape`);
      this.#length = this.fresh(`${this.input}_batch_length`);
      before.push(
        onnxNode("Shape", this.fresh(`${shape}_Shape`), [this.input], [shape]),
        onnxNode(
          "Gather",
          this.fresh(`${shape}_Gather`),
          [shape, this.#constant("batch_axis", [0])],
          [this.#length],
        ),
      );
    }
    return this.#length;
  }

  #constant(wanted: string, values: readonly number[]): string {
    const name = this.fresh(wanted);
    this.initializers.push(int64Tensor(name, [values.length], values));
    return name;
  }
}

/** A copy of a node that reads another tensor at one input. */
export function withInput(node: NodeProto, input: number, name: string): NodeProto {
  return shallowCopy(NodeProtoSchema, node, { input: node.input.with(input, name) });
}
