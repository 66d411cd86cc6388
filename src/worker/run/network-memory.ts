import { peakActivationBytes } from "#onnx/activation-memory.ts";
import { graphView } from "#onnx/graph.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import type { LoadedModel } from "../loaded-model.ts";
import type { Evaluation } from "./evaluation.ts";
import { oneInference } from "./one-inference.ts";

/** See `VariantResult.activationBytes`, of a network that takes the inputs of the loaded model. */
export async function networkMemory(
  network: ModelProto,
  { input }: LoadedModel,
  evaluation: Evaluation,
): Promise<number | null> {
  const feeds = await oneInference(input, evaluation);
  const dims = Object.entries(feeds).map(([name, tensor]) => [name, tensor.dims] as const);
  return peakActivationBytes(graphView(network), new Map(dims));
}
