import { ensureBuild } from "../build.ts";
import type { Handler } from "../context.ts";

/** The quantized model as a file: the very bytes that were evaluated, if that recipe was the last to run. */
export const exportModel: Handler<"model.export"> = async ({ recipe }, { workspace, signal }) => {
  const { model, data } = workspace;
  const { bytes } = await ensureBuild(model, data, recipe, signal);
  const { source } = model.summary;
  const stem = source.kind === "bundled" ? source.id : source.kind === "file" ? source.name : source.url;
  const name = (stem.split("/").at(-1) ?? "model").replace(/\.onnx$/, "");
  // A copy, because the reply hands its buffer over and the build stays in use here.
  return { bytes: bytes.slice(), fileName: `${name}-int8.onnx` };
};
