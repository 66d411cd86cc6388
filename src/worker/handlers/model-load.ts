import { readModel } from "#onnx/read/model.ts";
import type { Handler } from "../context.ts";
import { LoadedModel } from "../loaded-model.ts";
import { readBytes, sha256Hex } from "../read-bytes.ts";

/** Reads and parses a model. The one that was open stays open unless all of this succeeds. */
export const loadModel: Handler<"model.load"> = async (
  { source, location },
  { workspace, signal, progress },
) => {
  const bytes = await readBytes(location, "model.missing", signal, progress);
  const model = new LoadedModel(bytes, readModel(bytes), source, await sha256Hex(bytes));
  signal.throwIfAborted();
  await workspace.openModel(model);
  // Started now, while the reader looks at the page, so that the runtime is there when Run is pressed. Should it
  // fail, the run that needs it tries again and says why.
  model.fp32Session("wasm").catch(() => {});
  return model.summary;
};
