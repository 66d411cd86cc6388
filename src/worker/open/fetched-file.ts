import type { Source } from "#experiment/recipe.ts";
import type { Loaded, Location } from "#protocol/messages.ts";

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
