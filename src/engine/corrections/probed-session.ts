import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import {
  type ChannelTensor,
  type MeanProbe,
  probeChannelMeans,
} from "#onnx/quantize/corrections/channel-means.ts";
import { EngineSession } from "../runtime/session.ts";

/** A session of a model with channel means among its outputs. */
export interface ProbedSession {
  session: EngineSession;
  probes: readonly MeanProbe[];
}

/** What to open: see `probeChannelMeans`. */
interface Probed {
  model: ModelProto;
  tensors: readonly ChannelTensor[];
  move: boolean;
}

/**
 * Opens sessions of models with probes in them, on the WASM provider and as the nodes stand, so that sums
 * before quantization can be seen; and releases them when `use` is done.
 */
export async function withProbes<T>(
  wanted: readonly Probed[],
  use: (networks: ProbedSession[]) => Promise<T>,
): Promise<T> {
  const networks: ProbedSession[] = [];
  try {
    for (const { model, tensors, move } of wanted) {
      const probed = probeChannelMeans(model, tensors, move);
      const bytes = writeModel(probed.model);
      const session = await EngineSession.create(bytes, { backend: "wasm", optimization: "disabled" });
      networks.push({ session, probes: probed.probes });
    }
    return await use(networks);
  } finally {
    for (const { session } of networks) await session.release();
  }
}
