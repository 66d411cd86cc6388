import { equals } from "@bufbuild/protobuf";
import { graphView } from "#onnx/model/graph/graph.ts";
import { reads } from "#onnx/model/graph/reads.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from "#onnx/model/schema/onnx_pb.ts";

/**
 * Names of the tensors that two models compute alike, from the same inputs, constants and operators, all the way
 * from the start: what one of them gives for such a tensor the other need not compute again. A tensor that goes by
 * different names in the two is not found.
 */
export function commonTensors(one: ModelProto, other: ModelProto): Set<string> {
  const own = graphView(one);
  const view = graphView(other);
  const common = new Set<string>();
  const fed = new Set(view.inputs.map(({ name }) => name));
  for (const { name } of own.inputs) if (fed.has(name)) common.add(name);
  for (const [name, tensor] of own.initializers) {
    const counterpart = view.initializers.get(name);
    if (counterpart && isSameConstant(tensor, counterpart)) common.add(name);
  }
  for (const { proto, outputs } of own.nodes) {
    const counterpart = view.producers.get(outputs.find(Boolean) ?? "")?.proto;
    if (!counterpart || !isSameNode(proto, counterpart)) continue;
    // What a subgraph reads of its own is no tensor of this graph.
    const inputs = reads(proto).filter((name) => isOuter(own, name) || isOuter(view, name));
    if (inputs.every((name) => common.has(name))) for (const name of outputs) common.add(name);
  }
  return common;
}

const isOuter = (view: ReturnType<typeof graphView>, name: string) =>
  view.producers.has(name) || view.initializers.has(name) || view.inputs.some((input) => input.name === name);

const isSameConstant = (a: TensorProto, b: TensorProto) => a === b || equals(TensorProtoSchema, a, b);
const isSameNode = (a: NodeProto, b: NodeProto) => a === b || equals(NodeProtoSchema, a, b);
