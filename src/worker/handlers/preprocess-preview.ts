import { LabError } from "#failures/lab-error.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import type { Handler } from "../context.ts";

/** The pictures asked for as a network gets them by some preprocessing: its values put back on the scale of levels. */
export const preprocessPreview: Handler<"preprocess.preview"> = async (
  { preprocess, split, indices },
  { workspace, signal },
) => {
  const source = workspace.data[split];
  if (source.kind === "tensors") throw new LabError("data.not-images", {});
  const preprocessor = new Preprocessor(preprocess);
  const found = await source.get(indices, preprocessor.target, signal, true);
  return preprocessor.levels(preprocessor.batchOf(found));
};
