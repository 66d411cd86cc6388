import type { Recipe, Source } from "#experiment/recipe.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { openModel } from "../open/open-model.ts";
import { withFetched } from "../open/read-bytes.ts";
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
  // The runtime loads while the reader looks at the page, so that it is ready when Run is pressed. If this
  // fails, the run that needs it tries again and says why.
  model.fp32Session("wasm").catch(() => {});
  return withFetched(model.summary, source, location, files.bytes);
};

/** The quantized model as a file: the bytes that were evaluated, if that recipe was the last to run. */
export const exportModel: Handler<"model.export"> = async ({ recipe }, { workspace, signal }) => {
  const { model, data } = workspace;
  const { build } = await ensureBuilt(model, data, recipe, signal);
  // A copy, because the reply transfers its buffer and the build stays in use here.
  return { bytes: build.bytes.slice(), fileName: exportName(recipe) };
};

/** The model's own name, then the mode and the bits of weights and activations: `mobilenet-static-w4a8.onnx`. */
export function exportName({ model, mode, weights, activations }: Recipe): string {
  const bits = {
    static: `w${weights.bits}a${activations.bits}`,
    // DynamicQuantizeLinear knows 8 bits only.
    dynamic: `w${weights.bits}a8`,
    "weight-only": `w${weights.bits}`,
  };
  return `${modelName(model).replace(/\.onnx$/i, "")}-${mode}-${bits[mode]}.onnx`;
}

function modelName(model: Source): string {
  switch (model.kind) {
    case "bundled":
      return model.id;
    case "file":
      return model.name;
    case "url":
      return new URL(model.url).pathname.split("/").at(-1) || "model";
  }
}
