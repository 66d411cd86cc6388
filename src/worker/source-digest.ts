import { LabError } from "#core/lab-error.ts";
import type { Source } from "#core/recipe.ts";

/**
 * The source with the digest of what was read from it. An address that states one must still hold that file; nothing
 * can be checked where the browser withholds hashing (`sha256` empty).
 *
 * @throws LabError `source.changed` (url, expected, found)
 */
export function withDigest(source: Source, sha256: string): Source {
  if (source.kind === "bundled" || sha256 === "") return source;
  if (source.kind === "url" && source.sha256 !== undefined && source.sha256 !== sha256)
    throw new LabError("source.changed", { url: source.url, expected: source.sha256, found: sha256 });
  return { ...source, sha256 };
}
