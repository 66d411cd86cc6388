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
 * Makes a model that was read ready to be run. Of a model that did not come with the page it is made sure, by opening a
 * session, that the runtime takes it. A fixed batch of 1 of a classifier is made free if two images together then
 * give what they give alone; other models are run one by one.
 *
 * @throws LabError `model.unsupported` (details.what: `inputs` or `outputs`) for what the lab cannot feed or compare,
 *   of `acceptModel`, `denseConstants` and `inlineFunctions`, `model.missing-ops`, `model.load-failed`, `runtime.out-of-memory`, `source.changed`
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
  // What cannot be fed is told now, while the model that was there stays.
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
    // The file as it is may do better.
    if (error instanceof LabError && error.code === "model.load-failed") return false;
    throw error;
  }
}
