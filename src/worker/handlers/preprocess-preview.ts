import { Preprocessor } from "#images/preprocess.ts";
import type { Handler } from "../context.ts";

/** The pictures asked for as a network gets them by some preprocessing: its values put back on the scale of levels. */
export const preprocessPreview: Handler<"preprocess.preview"> = async (
  { preprocess, split, indices },
  { workspace },
) => {
  const source = workspace.data[split];
  await source.ready(indices);
  const preprocessor = new Preprocessor(preprocess);
  return preprocessor.levels(preprocessor.batch(source.pictures, indices));
};
