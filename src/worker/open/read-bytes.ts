import type { Source } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { Loaded, Location } from "#protocol/messages.ts";

/** One file, or what an address holds. */
export type OneFile = { url: string } | { file: File };

type OnProgress = (progress: { loadedBytes: number; totalBytes: number | null }) => void;
type What = "model" | "data";

/** Largest file that is read: beyond it browsers give no buffer. */
const MAX_BYTES = 2 ** 31;
/** Room for a download of unknown length, doubled as it fills. */
const FIRST_BYTES = 2 ** 20;

/** Opens a location as a stream. @throws LabError as `readBytes` */
async function open(location: OneFile, what: What, signal: AbortSignal) {
  if ("file" in location) return { body: location.file.stream(), totalBytes: location.file.size };
  const { url } = location;
  const isForeign = new URL(url, self.location.href).origin !== self.location.origin;
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    // The browser does not tell a server that cannot be reached from one that does not let other pages read.
    throw new LabError("network.failed", { url, cors: isForeign }, { cause });
  }
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.ok && isPage && isForeign && what === "model")
    throw new LabError("model.not-onnx", { url, html: true });
  if (!response.ok || !response.body || isPage)
    throw new LabError(`${what}.missing`, { url, status: response.status, html: isPage });
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  return { body: response.body, totalBytes: length === null ? null : Number(length) };
}

/**
 * Reads a file or an address to the end, reporting bytes as they come. A file of known length is in memory once.
 *
 * @throws LabError `network.failed` (details.cors: whether the server may have refused for being another one),
 *   `model.missing` or `data.missing` if there is nothing, `model.not-onnx` for another site's web page in place of a
 *   model, `model.too-large` or `data.too-large`
 */
export async function readBytes(
  location: OneFile,
  what: What,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const name = "url" in location ? location.url : location.file.name;
  const tooLarge = (found: number) =>
    new LabError(`${what}.too-large`, { name, what: "bytes", found, limit: MAX_BYTES });
  const { body, totalBytes } = await open(location, what, signal);
  if (totalBytes !== null && totalBytes > MAX_BYTES) throw tooLarge(totalBytes);
  let buffer = new Uint8Array(totalBytes ?? FIRST_BYTES);
  let loadedBytes = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      signal.throwIfAborted();
      if (loadedBytes + value.length > MAX_BYTES) throw tooLarge(loadedBytes + value.length);
      if (loadedBytes + value.length > buffer.length) buffer = grown(buffer, loadedBytes + value.length);
      buffer.set(value, loadedBytes);
      loadedBytes += value.length;
      onProgress({ loadedBytes, totalBytes });
    }
  } catch (cause) {
    reader.cancel().catch(() => {});
    signal.throwIfAborted();
    if (cause instanceof LabError) throw cause;
    throw new LabError("network.failed", { url: name }, { cause });
  }
  return loadedBytes === buffer.length ? buffer : buffer.slice(0, loadedBytes);
}

function grown(buffer: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(MAX_BYTES, Math.max(needed, buffer.length * 2)));
  larger.set(buffer);
  return larger;
}

/** SHA-256 in lower-case hex. Browsers withhold theirs from a page that came over plain HTTP. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : (await import("@noble/hashes/sha2.js")).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The last part of an address's path. */
export const fileNameOf = (url: string): string => new URL(url).pathname.split("/").at(-1) || "download";

/** A summary with the file behind an address of another site, for the page to keep; a file or what ships with the page is there already. */
export function withFetched<Summary>(
  summary: Summary,
  source: Source,
  location: Location,
  bytes: Uint8Array<ArrayBuffer> | null,
): Loaded<Summary> {
  const isFetched = source.kind === "url" && "url" in location && bytes !== null;
  return { ...summary, ...(isFetched ? { fetched: new File([bytes], fileNameOf(location.url)) } : {}) };
}
