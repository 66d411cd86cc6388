import { isBatchFree } from "#engine/runtime/batch-check.ts";
import type { Source } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { acceptModel } from "#onnx/prepare/accept.ts";
import { denseConstants } from "#onnx/prepare/constants/dense-constants.ts";
import { inlineFunctions } from "#onnx/prepare/inline-functions.ts";
import { safeNames } from "#onnx/prepare/safe-names.ts";
import { trialInputs } from "../items/other-inputs.ts";
import { withDigest } from "./digests.ts";
import { LoadedModel } from "./loaded-model.ts";
import type { ModelFiles } from "./read-model-files.ts";

/**
 * Makes a model that was read ready to run. A model that did not come with the page is tried first: a session is
 * opened to see that the runtime accepts it. A classifier's fixed batch of 1 is made free if two images together
 * give what each gives alone; other models with a fixed batch run one item at a time.
 *
 * @throws LabError `model.unsupported` (details.what: `inputs` or `outputs`) for inputs that the lab cannot feed
 *   or outputs that it cannot compare; whatever `acceptModel`, `denseConstants` and `inlineFunctions` throw;
 *   `model.missing-ops`, `model.load-failed`, `runtime.out-of-memory`, `source.changed`
 */
export async function openModel(files: ModelFiles, source: Source): Promise<LoadedModel> {
  const { sha256, sizeBytes } = files;
  const { model: original, renamed } = safeNames(inlineFunctions(denseConstants(files.model)));
  const bytes = original === files.model ? files.bytes : null;
  const file = { source: withDigest(source, sha256), sha256, sizeBytes };
  const load = (keepBatch: boolean) =>
    new LoadedModel(bytes, original, acceptModel(original, keepBatch), file, renamed);
  const model = load(false);
  const { task, batchFreed } = model.summary;
  // Inputs that cannot be fed are refused now, while the present model stays open.
  model.requireInputs();
  if (model.numericOutputs.length === 0) throw new LabError("model.unsupported", { what: "outputs" });
  if (source.kind === "bundled") return model;
  if (batchFreed && !(task === "classification" && (await provesFree(model)))) {
    await model.release();
    return runnable(load(true));
  }
  return runnable(model);
}

async function runnable(model: LoadedModel): Promise<LoadedModel> {
  await model.fp32Session("wasm");
  return model;
}

async function provesFree(model: LoadedModel): Promise<boolean> {
  try {
    const session = await model.fp32Session("wasm");
    const { batched, constants } = trialInputs(model.input, model.itemDims);
    return await isBatchFree(session, batched, model.numericOutputs, constants);
  } catch (error) {
    // The original file may do better.
    if (error instanceof LabError && error.code === "model.load-failed") return false;
    throw error;
  }
}
