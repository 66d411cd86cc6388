import type { CutInput } from "#onnx/model/graph/extract.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { liveNodes, prune } from "#onnx/model/graph/prune.ts";
import { reads } from "#onnx/model/graph/reads.ts";
import { mainGraph, withGraph } from "#onnx/model/graph/shallow-copy.ts";
import type { ModelProto, ValueInfoProto } from "#onnx/model/schema/onnx_pb.ts";
import { valueInfo } from "#onnx/model/write/value-info.ts";

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
  const read = new Set(node.flatMap(reads));
  if (from && view.inputs.some(({ name }) => read.has(name) && !given.has(name))) return null;
  const input = from ? from.map(({ name, dims, elemType }) => valueInfo(name, dims, elemType)) : view.inputs;
  return prune(withGraph(model, { node, input: input.filter(({ name }) => read.has(name)), output }));
}
