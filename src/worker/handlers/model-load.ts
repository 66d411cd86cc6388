import type { Handler } from "../context.ts";
import { withFetched } from "../open/fetched-file.ts";
import { openModel } from "../open/open-model.ts";
import { readModelFiles } from "../open/read-model-files.ts";

/** Reads and opens a model. The one that was open stays open unless all of this succeeds. */
export const loadModel: Handler<"model.load"> = async (
  { source, location },
  { workspace, signal, progress },
) => {
  const files = await readModelFiles(location, signal, progress);
  const model = await openModel(files, source);
  if (signal.aborted) await model.release();
  signal.throwIfAborted();
  await workspace.openModel(model);
  // Started now, while the reader looks at the page, so that the runtime is there when Run is pressed. Should it
  // fail, the run that needs it tries again and says why.
  model.fp32Session("wasm").catch(() => {});
  return withFetched(model.summary, source, location, files.bytes);
};
