import {
  BlobReader,
  configure,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  type FileEntry,
  ZipReader,
} from "@zip.js/zip.js";
import { LabError } from "#core/lab-error.ts";
import { ByteBudget } from "./byte-budget.ts";
import { type Entry, isClutter, type SkippedEntry, safePath } from "./entry.ts";
import type { ContainerLimits } from "./limits.ts";

// Runs in the lab's own worker already.
configure({ useWebWorkers: false });

const NOT_READ: Readonly<Record<string, string>> = {
  [ERR_UNSUPPORTED_COMPRESSION]: "it is compressed in a way the lab does not read",
  [ERR_UNSUPPORTED_ENCRYPTION]: "it is encrypted",
};

/**
 * The files of a zip archive (APPNOTE.TXT 6.3), unpacked one after the other. Folders and clutter are passed
 * over; encrypted files and paths that leave the archive are skipped and named.
 *
 * @param onEntry is told how many files have been come across
 * @throws LabError `data.invalid` (problem) for a damaged archive, `data.too-large` for a bomb
 */
export async function unzip(
  archive: Blob,
  name: string,
  signal: AbortSignal,
  limits?: ContainerLimits,
  onEntry?: (count: number) => void,
): Promise<{ entries: Entry[]; skipped: SkippedEntry[] }> {
  const budget = new ByteBudget(name, archive.size, limits, onEntry);
  const reader = new ZipReader(new BlobReader(archive), {
    checkOverlappingEntry: true,
    checkSignature: true,
    // One bad path is skipped and named below; the library would refuse the whole archive.
    filenameValidation: "tolerant",
  });
  const entries: Entry[] = [];
  const skipped: SkippedEntry[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      signal.throwIfAborted();
      budget.entry();
      if (entry.directory || isClutter(entry.filename)) continue;
      const path = safePath(entry.filename);
      const unpacked = path === null ? "its path leaves the archive" : await unpack(entry, budget, signal);
      if (path === null || typeof unpacked === "string") {
        skipped.push({ path: entry.filename, reason: String(unpacked) });
      } else entries.push({ path, blob: unpacked });
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LabError) throw cause;
    throw new LabError("data.invalid", { name, problem: "the zip archive is damaged" }, { cause });
  } finally {
    await reader.close();
  }
  return { entries, skipped };
}

/** The content of an entry, or why it is left out. */
async function unpack(entry: FileEntry, budget: ByteBudget, signal: AbortSignal): Promise<Blob | string> {
  if (entry.encrypted) return NOT_READ[ERR_UNSUPPORTED_ENCRYPTION];
  const file = budget.open();
  try {
    await entry.getData(new WritableStream({ write: file.write }), { signal });
  } catch (error) {
    const reason = error instanceof Error ? NOT_READ[error.message] : undefined;
    if (reason === undefined) throw error;
    return reason;
  }
  return file.blob();
}
