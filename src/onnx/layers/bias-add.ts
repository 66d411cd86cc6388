import { constantOf, type GraphView, type NodeView } from "../model/graph/graph.ts";
import { onlyReader } from "../model/graph/only-reader.ts";
import { TensorProto_DataLocation, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import type { QuantizableLayer } from "./layers.ts";

/** The Add of a constant that follows a layer: a linear layer is exported as MatMul and Add. */
export interface BiasAdd {
  node: NodeView;
  /** Which of its inputs is the constant. */
  input: 0 | 1;
}

/** The Add of a constant float32 tensor that alone reads what a layer computes; null if there is none. */
export function biasAddOf(view: GraphView, layer: QuantizableLayer): BiasAdd | null {
  const sum = layer.node.outputs[0];
  const node = onlyReader(view, sum);
  if (node?.op !== "Add") return null;
  const input = node.inputs[0] === sum ? 1 : 0;
  const constant = constantOf(view, node.inputs[input]);
  const usable =
    constant?.dataType === Type.FLOAT && constant.dataLocation !== TensorProto_DataLocation.EXTERNAL;
  return usable ? { node, input } : null;
}
