import { freshNames } from "../../model/graph/names.ts";
import type { ModelProto, NodeProto, TensorProto } from "../../model/schema/onnx_pb.ts";
import { type Attributes, onnxNode } from "../../model/write/node.ts";

/** Collects what is added to a graph, under names that are free. */
export class QdqEditor {
  readonly initializers: TensorProto[] = [];
  /** A name that is free: the one asked for, or that with a number behind it. */
  readonly fresh: (wanted: string) => string;

  constructor(model: ModelProto) {
    this.fresh = freshNames(model);
  }

  /** Adds an initialiser under a free name, which is returned. */
  initializer(tensor: TensorProto): string {
    tensor.name = this.fresh(tensor.name);
    this.initializers.push(tensor);
    return tensor.name;
  }

  /** A node named `<tensor>_<op>` whose output is called `<tensor>_<op>_Output`, as ONNX Runtime's quantizer does it. */
  node(op: string, tensor: string, inputs: readonly string[], attributes: Attributes = {}): NodeProto {
    const name = `${tensor}_${op}`;
    return onnxNode(op, this.fresh(name), inputs, [this.fresh(`${name}_Output`)], attributes);
  }
}
