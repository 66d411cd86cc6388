import { LabError } from "#failures/lab-error.ts";
import { MAX_TEXT_BYTES } from "#images/containers/limits.ts";
import { labelOffset } from "#images/labels/check-labels.ts";
import { parseClassList } from "#images/labels/class-names.ts";
import { decodeText } from "#images/labels/decode-text.ts";
import type { Handler } from "../context.ts";

/** Names the classes of the open data set by a list or a file with one; the model must tell apart as many. */
export const nameClasses: Handler<"data.name-classes"> = async ({ by }, { workspace }) => {
  const { data } = workspace;
  const names = by instanceof File ? await namesIn(by) : (by ?? []);
  const { classCount } = workspace.modelSummary ?? {};
  if (classCount && names.length > 0 && names.length !== classCount - labelOffset(classCount, names.length)) {
    const problem = `it names ${names.length} classes, and the model tells apart ${classCount}`;
    throw new LabError("data.invalid", { name: by instanceof File ? by.name : "", problem });
  }
  return data.nameClasses(names);
};

async function namesIn(file: File): Promise<string[]> {
  const { name, size } = file;
  if (size > MAX_TEXT_BYTES)
    throw new LabError("data.too-large", { name, what: "bytes of text", found: size, limit: MAX_TEXT_BYTES });
  return parseClassList(decodeText(new Uint8Array(await file.arrayBuffer())), name).names;
}
