import { createTarDecoder } from "modern-tar";
import { LabError } from "#failures/lab-error.ts";
import { ByteBudget, chunks } from "./byte-budget.ts";
import { type Entry, isClutter, type SkippedEntry, safePath } from "./entry.ts";
import type { ContainerLimits } from "./limits.ts";

/**
 * The files of a tar archive (POSIX ustar and pax, GNU long names). Folders, links and clutter are passed over;
 * paths that leave the archive are skipped and named.
 *
 * @param packedBytes size of the archive on disk, compressed if it was; null if not known
 * @param onEntry is told how many files have been come across
 * @throws LabError `data.invalid` (problem) for a damaged archive, `data.too-large` for a bomb
 */
export async function untar(
  archive: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  packedBytes: number | null,
  signal: AbortSignal,
  limits?: ContainerLimits,
  onEntry?: (count: number) => void,
): Promise<{ entries: Entry[]; skipped: SkippedEntry[] }> {
  const budget = new ByteBudget(name, packedBytes, limits, onEntry);
  const entries: Entry[] = [];
  const skipped: SkippedEntry[] = [];
  try {
    for await (const { header, body } of chunks(archive.pipeThrough(createTarDecoder({ strict: true })))) {
      signal.throwIfAborted();
      budget.entry();
      const path = safePath(header.name);
      if (header.type !== "file" || isClutter(header.name)) await body.cancel();
      else if (path === null) {
        skipped.push({ path: header.name, reason: "its path leaves the archive" });
        await body.cancel();
      } else entries.push({ path, blob: await budget.collect(body, signal) });
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LabError) throw cause;
    throw new LabError("data.invalid", { name, problem: "the tar archive is damaged" }, { cause });
  }
  return { entries, skipped };
}
