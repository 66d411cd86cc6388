import { LabError } from "#core/lab-error.ts";
/** One file, or what an address holds. */
export type OneFile = { url: string } | { file: File };

type OnProgress = (progress: { loadedBytes: number; totalBytes: number | null }) => void;

/** Opens a location as a stream. @throws LabError `network.failed` or, for a missing file, `code`. */
async function open(location: OneFile, missing: "model.missing" | "data.missing", signal: AbortSignal) {
  if ("file" in location) return { body: location.file.stream(), totalBytes: location.file.size };
  const { url } = location;
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new LabError("network.failed", { url }, { cause });
  }
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || !response.body || isPage) {
    throw new LabError(missing, { url, status: response.status, html: isPage });
  }
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  return { body: response.body, totalBytes: length === null ? null : Number(length) };
}

/**
 * Reads a file or an address to the end, reporting bytes as they come.
 *
 * @param missing the code to use if there is nothing at the address, or a web page in its place
 */
export async function readBytes(
  location: OneFile,
  missing: "model.missing" | "data.missing",
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { body, totalBytes } = await open(location, missing, signal);
  const chunks: Uint8Array[] = [];
  let loadedBytes = 0;
  try {
    for (const reader = body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      signal.throwIfAborted();
      chunks.push(value);
      loadedBytes += value.length;
      onProgress({ loadedBytes, totalBytes });
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new LabError(
      "network.failed",
      { url: "url" in location ? location.url : location.file.name },
      { cause },
    );
  }
  const bytes = new Uint8Array(loadedBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** SHA-256 in lower-case hex; empty where the page is not a secure context and the browser withholds it. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle) return "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
