import { equals } from "@bufbuild/protobuf";
import { namesRead } from "#onnx/model/graph/attributes.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { mainGraph, withGraph } from "#onnx/model/graph/shallow-copy.ts";
import { type CutInput, liveNodes, prune } from "#onnx/model/graph/subgraph.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
} from "#onnx/model/schema/onnx_pb.ts";
import { valueInfo } from "#onnx/model/write/node.ts";

/**
 * The part of a model that computes its outputs from these tensors; null where they are not enough, because it
 * reads an input of the model that is not among them.
 */
export function partBehind(model: ModelProto, tensors: readonly CutInput[]): ModelProto | null {
  return part(model, tensors, mainGraph(model).output);
}

/** The part of a model that computes some tensors from others, or from its inputs (null); null where those are not enough. */
export function partUpTo(
  model: ModelProto,
  tensors: readonly CutInput[] | null,
  wanted: readonly CutInput[],
): ModelProto | null {
  return part(
    model,
    tensors,
    wanted.map(({ name, dims, elemType }) => valueInfo(name, dims, elemType)),
  );
}

function part(
  model: ModelProto,
  from: readonly CutInput[] | null,
  output: ValueInfoProto[],
): ModelProto | null {
  const view = graphView(model);
  const given = new Set(from?.map(({ name }) => name));
  const outputs = output.map(({ name }) => name);
  const node = liveNodes(mainGraph(model).node, outputs, given);
  const read = new Set(node.flatMap(namesRead));
  if (from && view.inputs.some(({ name }) => read.has(name) && !given.has(name))) return null;
  const input = from ? from.map(({ name, dims, elemType }) => valueInfo(name, dims, elemType)) : view.inputs;
  return prune(withGraph(model, { node, input: input.filter(({ name }) => read.has(name)), output }));
}

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
    const inputs = namesRead(proto).filter((name) => isOuter(own, name) || isOuter(view, name));
    if (inputs.every((name) => common.has(name))) for (const name of outputs) common.add(name);
  }
  return common;
}

const isOuter = (view: ReturnType<typeof graphView>, name: string) =>
  view.producers.has(name) || view.initializers.has(name) || view.inputs.some((input) => input.name === name);

const isSameConstant = (a: TensorProto, b: TensorProto) => a === b || equals(TensorProtoSchema, a, b);
const isSameNode = (a: NodeProto, b: NodeProto) => a === b || equals(NodeProtoSchema, a, b);
