import { fedDims, type InputSource } from "#engine/runtime/input-source.ts";
import { inferShapes } from "#onnx/infer/shapes/infer.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";

/** Memory for the tensors that are read of one run. */
const MAX_BYTES = 256 * 2 ** 20;
const MAX_BATCH = 64;

/**
 * How many items may be run at a time so that the tensors read of one run fit into 256 MiB, as far as their shapes can
 * be told; one at least.
 */
export function tappedBatch(
  model: ModelProto,
  tensors: readonly string[],
  source: Pick<InputSource, "inputName" | "dims" | "unbatched">,
): number {
  const facts = inferShapes(graphView(model), new Map([[source.inputName, fedDims(source, 1)]]));
  let bytes = 0;
  for (const name of tensors)
    bytes += (facts.shape(name) ?? []).reduce(
      (product, size) => product * size,
      Float32Array.BYTES_PER_ELEMENT,
    );
  return Math.max(1, Math.min(MAX_BATCH, Math.floor(MAX_BYTES / Math.max(1, bytes))));
}
