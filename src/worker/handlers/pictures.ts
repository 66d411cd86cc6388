import { distortedCopies } from "#images/distort.ts";
import type { Handler } from "../context.ts";

const NO_DAMAGE = { brightness: 1, contrast: 1, blur: 0, noise: 0 };

/** Copies the pictures asked for, as they were decoded or as calibration distorts them, before any preprocessing. */
export const pictures: Handler<"pictures"> = async (
  { split, indices, distort = NO_DAMAGE, seed = 0 },
  { workspace },
) => {
  const source = workspace.data[split];
  await source.ready(indices);
  const { width, height, rgba } = distortedCopies(source.pictures, indices, distort, seed);
  return { width, height, rgba };
};
