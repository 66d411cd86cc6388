import type { Feeds } from "#engine/runtime/input-source.ts";
import { peakActivationBytes } from "#onnx/infer/activation-memory.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";

/** See `VariantResult.activationBytes`. */
export function networkMemory(network: ModelProto, feeds: Feeds): number | null {
  const dims = Object.entries(feeds).map(([name, tensor]) => [name, tensor.dims] as const);
  return peakActivationBytes(graphView(network), new Map(dims));
}
