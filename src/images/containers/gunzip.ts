import { LabError } from "#failures/lab-error.ts";
import { ByteBudget, chunks } from "./byte-budget.ts";
import type { ContainerLimits } from "./limits.ts";

/** A gzip file's content as a stream (RFC 1952), by the browser's own decoder. @throws LabError `data.invalid` without one */
export function gunzipStream(blob: Blob): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream === "undefined") {
    const problem = "this browser cannot unpack gzip; unpack the file and give what is in it";
    throw new LabError("data.invalid", { problem });
  }
  return blob.stream().pipeThrough(new DecompressionStream("gzip"));
}

const damaged = (name: string, cause: unknown) =>
  new LabError("data.invalid", { name, problem: "the gzip file is damaged" }, { cause });

/** All of a gzip file's content. @throws LabError `data.invalid` if it is damaged, `data.too-large` for a bomb */
export async function gunzip(
  blob: Blob,
  name: string,
  signal: AbortSignal,
  limits?: ContainerLimits,
): Promise<Blob> {
  try {
    return await new ByteBudget(name, blob.size, limits).collect(gunzipStream(blob), signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LabError) throw cause;
    throw damaged(name, cause);
  }
}

/** The first bytes that a gzip file unpacks to, at most `length`. @throws LabError `data.invalid` */
export async function gunzipHead(blob: Blob, name: string, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let filled = 0;
  try {
    for await (const chunk of chunks(gunzipStream(blob))) {
      const part = chunk.subarray(0, length - filled);
      head.set(part, filled);
      filled += part.length;
      if (filled === length) break;
    }
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw damaged(name, cause);
  }
  return head.subarray(0, filled);
}
