import {
  BlobReader,
  configure,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  type FileEntry,
  ZipReader,
} from "@zip.js/zip.js";
import { LabError } from "#failures/lab-error.ts";
import { ByteBudget } from "./byte-budget.ts";
import { type Entry, isClutter, type SkippedEntry, safePath } from "./entry.ts";
import { type ContainerLimits, LIMITS } from "./limits.ts";
import { SmallZipEntries } from "./small-zip-entries.ts";

// Runs in the lab's own worker already.
configure({ useWebWorkers: false });

/** Work between two turns of others. */
const TURN_MS = 30;

const NOT_READ: Readonly<Record<string, string>> = {
  [ERR_UNSUPPORTED_COMPRESSION]: "it is compressed in a way the lab does not read",
  [ERR_UNSUPPORTED_ENCRYPTION]: "it is encrypted",
};

/**
 * The files of a zip archive (APPNOTE.TXT 6.3), unpacked one after the other. Folders and clutter are passed
 * over and count as no files; encrypted files and paths that leave the archive are skipped and named.
 *
 * @param onEntry is told how many files have been come across
 * @throws LabError `data.invalid` (problem) for a damaged archive, `data.too-large` for a bomb
 */
export async function unzip(
  archive: Blob,
  name: string,
  signal: AbortSignal,
  limits: ContainerLimits = LIMITS,
  onEntry?: (count: number) => void,
): Promise<{ entries: Entry[]; skipped: SkippedEntry[] }> {
  const budget = new ByteBudget(name, archive.size, limits, onEntry);
  const reader = new ZipReader(new BlobReader(archive), {
    checkOverlappingEntry: true,
    checkSignature: true,
    // One bad path is skipped and named below; the library would refuse the whole archive.
    filenameValidation: "tolerant",
  });
  const small = new SmallZipEntries(archive, limits.memoryBytes);
  const entries: Entry[] = [];
  const skipped: SkippedEntry[] = [];
  const spans: Span[] = [];
  let turnEnds = performance.now() + TURN_MS;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (performance.now() > turnEnds) {
        // Else nobody would hear of a cancel before the end.
        await new Promise((resolve) => setTimeout(resolve));
        turnEnds = performance.now() + TURN_MS;
      }
      signal.throwIfAborted();
      if (entry.directory || isClutter(entry.filename)) continue;
      budget.entry();
      const path = safePath(entry.filename);
      if (path === null) {
        skipped.push({ path: entry.filename, reason: "its path leaves the archive" });
        continue;
      }
      spans.push({
        start: entry.offset,
        end: entry.offset + entry.rawFilename.length + entry.compressedSize,
      });
      const read = entry.encrypted ? null : await small.read(path, entry);
      if (read) {
        budget.open().write(read.bytes ?? new Uint8Array());
        entries.push(read);
        continue;
      }
      const unpacked = await unpack(entry, budget, signal);
      if (typeof unpacked === "string") skipped.push({ path: entry.filename, reason: unpacked });
      else entries.push({ path, blob: unpacked });
    }
    requireApart(spans);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LabError) throw cause;
    throw new LabError("data.invalid", { name, problem: "the zip archive is damaged" }, { cause });
  } finally {
    await reader.close();
  }
  return { entries, skipped };
}

/** Bytes of the archive that an entry takes at least. */
interface Span {
  start: number;
  end: number;
}

/** Bombs let entries share what they are packed from. */
function requireApart(spans: Span[]): void {
  spans.sort((a, b) => a.start - b.start);
  for (let i = 1; i < spans.length; i++)
    if (spans[i].start < spans[i - 1].end) throw new Error("entries of the archive overlap");
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
