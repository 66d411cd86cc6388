import { type Entry, headOf, type SkippedEntry } from "./entry.ts";
import { type FileKind, fileKind, HEAD_BYTES } from "./file-kind.ts";
import { gunzip, gunzipHead, gunzipStream } from "./gunzip.ts";
import { untar } from "./tar.ts";
import { unzip } from "./zip.ts";

/** A file whose kind is known. */
export class KnownEntry implements Entry {
  /** @param archive the .npz that it is an array of */
  constructor(
    private readonly entry: Entry,
    readonly kind: FileKind,
    readonly archive?: string,
  ) {}

  get path(): string {
    return this.entry.path;
  }

  get blob(): Blob {
    return this.entry.blob;
  }

  get bytes(): Entry["bytes"] {
    return this.entry.bytes;
  }
}

const ARCHIVES: ReadonlySet<FileKind> = new Set(["zip", "gzip", "tar"]);

/**
 * Opens the archives among dropped files, one level deep: zip, tar, tar.gz and single gzip files. What lies in
 * an archive gets its path within it; an archive in an archive is skipped and named.
 *
 * @param onEntry is told how many files have been come across
 * @throws LabError `data.invalid` for a damaged archive, `data.too-large` for a bomb
 */
export async function expand(
  files: readonly Entry[],
  signal: AbortSignal,
  onEntry: (count: number) => void = () => {},
): Promise<{ entries: KnownEntry[]; skipped: SkippedEntry[] }> {
  const entries: KnownEntry[] = [];
  const skipped: SkippedEntry[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const known = await identify(file);
    onEntry(entries.length + 1);
    if (!ARCHIVES.has(known.kind)) {
      entries.push(known);
      continue;
    }
    const isNpz = /\.npz$/i.test(file.path);
    const before = entries.length;
    const opened = await openArchive(known, signal, (count) => onEntry(before + count));
    skipped.push(...opened.skipped);
    for (const entry of opened.entries) {
      const inner = await identify(entry, isNpz ? file.path : undefined);
      if (ARCHIVES.has(inner.kind))
        skipped.push({ path: entry.path, reason: "it is an archive in an archive" });
      else entries.push(inner);
    }
  }
  return { entries, skipped };
}

async function identify(entry: Entry, archive?: string): Promise<KnownEntry> {
  return new KnownEntry(entry, fileKind(await headOf(entry, HEAD_BYTES), entry.path), archive);
}

async function openArchive(
  { kind, path, blob }: KnownEntry,
  signal: AbortSignal,
  onEntry: (count: number) => void,
) {
  if (kind === "zip") return unzip(blob, path, signal, undefined, onEntry);
  if (kind === "tar") return untar(blob.stream(), path, blob.size, signal, undefined, onEntry);
  const inside = fileKind(await gunzipHead(blob, path, HEAD_BYTES), path);
  if (inside === "tar") return untar(gunzipStream(blob), path, blob.size, signal, undefined, onEntry);
  return {
    entries: [{ path: path.replace(/\.gz$/i, ""), blob: await gunzip(blob, path, signal) }],
    skipped: [],
  };
}
