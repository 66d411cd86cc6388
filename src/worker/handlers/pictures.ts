import { emptyStack } from "#images/sheet.ts";
import type { Handler } from "../context.ts";

/** Copies the pictures asked for, as they were decoded, before any preprocessing. */
export const pictures: Handler<"pictures"> = async ({ split, indices }, { workspace }) => {
  const source = workspace.data[split];
  await source.ready(indices);
  const { width, height, rgba } = source.pictures;
  const bytes = width * height * 4;
  const out = emptyStack(indices.length, width, height);
  indices.forEach((index, at) => {
    out.rgba.set(rgba.subarray(index * bytes, (index + 1) * bytes), at * bytes);
  });
  return { width, height, rgba: out.rgba };
};
