import type { DroppedFile } from "#protocol/messages.ts";

/** Files with their paths relative to what was dropped or picked: with forward slashes, and none in front. */
export const droppedFiles = (files: Iterable<File & { relativePath?: string }>): DroppedFile[] =>
  Array.from(files, (file) => ({
    path: (file.relativePath || file.webkitRelativePath || file.name).replace(/^(\.?\/)+/, ""),
    file,
  }));
