import type { Source } from "#experiment/recipe.ts";
import { type ErrorDetails, LabError } from "#failures/lab-error.ts";
import type { Entry } from "#images/containers/entry.ts";
import { sha256Hex } from "./read-bytes.ts";

/** One file of up to this size is hashed whole. */
const WHOLE_BYTES = 256 * 2 ** 20;
/** Of many files, this much of each, beside its path and size. */
const HEAD_BYTES = 2 ** 16;

/**
 * Identifies dropped files, in hex: a single file by its SHA-256, as any tool gives it; many files, or one very
 * large file, by the SHA-256 of their paths, sizes and first 64 KiB, which changes with any of these. Empty where
 * the browser withholds hashing.
 */
export async function fingerprint(files: readonly Entry[], signal: AbortSignal): Promise<string> {
  if (files.length === 1 && files[0].blob.size <= WHOLE_BYTES)
    return sha256Hex(new Uint8Array(await files[0].blob.arrayBuffer()));
  const lines: string[] = [];
  for (const { path, blob } of files) {
    signal.throwIfAborted();
    const head = await blob.slice(0, HEAD_BYTES).arrayBuffer();
    lines.push(`${path}\0${blob.size}\0${await sha256Hex(new Uint8Array(head))}`);
  }
  return sha256Hex(new TextEncoder().encode(lines.sort().join("\n")));
}

/**
 * The source with the digest of what was read from it. If an address or a file states a digest, the content must
 * match it. Nothing can be checked where the browser withholds hashing (`sha256` empty).
 *
 * @throws LabError `source.changed` (url or name, expected, found)
 */
export function withDigest(source: Source, sha256: string): Source {
  if (source.kind === "bundled" || sha256 === "") return source;
  const { sha256: expected } = source;
  if (expected && expected !== sha256) {
    const where: ErrorDetails = source.kind === "url" ? { url: source.url } : { name: source.name };
    throw new LabError("source.changed", { ...where, expected, found: sha256 });
  }
  return { ...source, sha256 };
}
