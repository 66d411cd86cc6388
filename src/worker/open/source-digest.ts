import type { Source } from "#experiment/recipe.ts";
import { type ErrorDetails, LabError } from "#failures/lab-error.ts";

/**
 * The source with the digest of what was read from it. An address or a file that states one must hold just that;
 * nothing can be checked where the browser withholds hashing (`sha256` empty).
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
