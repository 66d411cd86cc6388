import { acceptModel } from "#onnx/accept.ts";
import { readModel } from "#onnx/read/model.ts";
import type { Handler } from "../context.ts";
import { LoadedModel } from "../loaded-model.ts";
import { readBytes, sha256Hex } from "../read-bytes.ts";

/** Reads and parses a model. The one that was open stays open unless all of this succeeds. */
export const loadModel: Handler<"model.load"> = async (
  { source, location },
  { workspace, signal, progress },
) => {
  const one = "files" in location ? { file: location.files[0].file } : location;
  const bytes = await readBytes(one, "model.missing", signal, progress);
  const original = readModel(bytes);
  const file = { source, sha256: await sha256Hex(bytes), sizeBytes: bytes.length };
  const model = new LoadedModel(bytes, original, acceptModel(original), file);
  signal.throwIfAborted();
  await workspace.openModel(model);
  // Started now, while the reader looks at the page, so that the runtime is there when Run is pressed. Should it
  // fail, the run that needs it tries again and says why.
  model.fp32Session("wasm").catch(() => {});
  return model.summary;
};
