const PART = /\/assets\/[^/]+\.(js|css)$/;

/** Scripts and styles, whose names carry a hash of what they hold. */
export const isPart = ({ pathname }: URL): boolean => PART.test(pathname);

/**
 * Copies the parts of the version before, as it is replaced, to a cache of their own: pages that are still open with
 * it go on loading them. Those of any version before that one go.
 *
 * @param precached what the version before was installed with, and maybe some of the newer one
 * @param current absolute addresses of the newer version's files
 */
export async function keepEarlierParts(
  precached: Cache,
  earlier: Cache,
  current: ReadonlySet<string>,
): Promise<void> {
  const parts = (await precached.keys()).filter(({ url }) => isPart(new URL(url)) && !current.has(url));
  // The same version is being installed again.
  if (parts.length === 0) return;
  for (const old of await earlier.keys()) await earlier.delete(old);
  for (const part of parts) {
    const response = await precached.match(part);
    if (response) await earlier.put(part, response);
  }
}
