import { LabError } from "#failures/lab-error.ts";
import { mainGraph } from "#onnx/model/graph/shallow-copy.ts";
import { readModel } from "#onnx/model/read/model.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { DroppedFile, Location, Messages } from "#protocol/messages.ts";
import { type OneFile, readBytes, sha256Hex } from "./read-bytes.ts";

/** A model with all its weights. */
export interface ModelFiles {
  model: ModelProto;
  /** The file; null where weights lie in others, so that a session cannot be made of it. */
  bytes: Uint8Array<ArrayBuffer> | null;
  /** Of the file, or, where weights lie in others, of its SHA-256 and theirs. */
  sha256: string;
  /** Of the file and those with its weights. */
  sizeBytes: number;
}

/**
 * Reads a model, and the files beside it only if it keeps weights in them.
 *
 * @throws LabError of `readBytes` and `readModel`, `model.several` if there is not one model among the files
 */
export async function readModelFiles(
  location: Location,
  signal: AbortSignal,
  progress: (progress: Messages["model.load"]["progress"]) => void,
): Promise<ModelFiles> {
  const [one, beside] = "files" in location ? modelAmong(location.files) : [location, []];
  const bytes = await readBytes(one, "model", signal, progress);
  try {
    const sha256 = await sha256Hex(bytes);
    signal.throwIfAborted();
    return { model: readModel(bytes), bytes, sha256, sizeBytes: bytes.length };
  } catch (error) {
    const isApart = error instanceof LabError && error.code === "model.external-missing";
    if (!isApart || beside.length === 0) throw error;
  }
  const totalBytes = bytes.length + beside.reduce((sum, { file }) => sum + file.size, 0);
  const data = new Map<string, Uint8Array<ArrayBuffer>>();
  let before = bytes.length;
  for (const { path, file } of beside) {
    const read = await readBytes({ file }, "model", signal, ({ loadedBytes }) =>
      progress({ loadedBytes: before + loadedBytes, totalBytes }),
    );
    data.set(path, read);
    before += read.length;
  }
  const model = readModel(bytes, data);
  const inUse = new Set(mainGraph(model).initializer.map(({ rawData }) => rawData.buffer));
  const weights = [...data.values()].filter(({ buffer }) => inUse.has(buffer));
  const hashes: string[] = [];
  for (const each of [bytes, ...weights]) hashes.push(await sha256Hex(each));
  return {
    model,
    bytes: null,
    sha256: await sha256Hex(new TextEncoder().encode(hashes.join("\n"))),
    sizeBytes: [bytes, ...weights].reduce((sum, { length }) => sum + length, 0),
  };
}

function modelAmong(files: readonly DroppedFile[]): [model: OneFile, beside: readonly DroppedFile[]] {
  const models = files.filter(({ path }) => /\.onnx$/i.test(path));
  if (models.length > 1) {
    const names = models.slice(0, 4).map(({ path }) => path);
    throw new LabError("model.several", { count: models.length, files: names.join(", ") });
  }
  // Without one of that name the first is read, which says what it is instead.
  const model = models[0] ?? files[0];
  if (!model) throw new LabError("model.missing", {});
  return [{ file: model.file }, files.filter((file) => file !== model)];
}
