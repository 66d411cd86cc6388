import {
  BlobReader,
  configure,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  type FileEntry,
  ZipReader,
} from "@zip.js/zip.js";
import { inflateSync } from "fflate";
import { LabError } from "#failures/lab-error.ts";
import { ByteBudget } from "./byte-budget.ts";
import { type Entry, isClutter, type SkippedEntry, safePath } from "./entry.ts";
import { type ContainerLimits, LIMITS } from "./limits.ts";

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

/** What of an entry of a zip archive is known from its directory. */
interface ZipFacts {
  /** Of its own header in the archive. */
  offset: number;
  compressionMethod: number;
  compressedSize: number;
  uncompressedSize: number;
  /** CRC-32 of the content; undefined where the directory has none. */
  signature?: number | undefined;
  rawFilename: Uint8Array;
}

/** Larger files gain nothing from being read this way. */
const MOST_PACKED = 2 ** 18;
const MOST_UNPACKED = 2 ** 20;
/** Bytes of the archive that are read at a time. */
const WINDOW_BYTES = 8 * 2 ** 20;
/** Contents lie together in blocks, of which so many stay in memory; the browser keeps the others. */
const BLOCKS_IN_MEMORY = 16;

const STORED = 0;
const DEFLATED = 8;
const HEADER_BYTES = 30;
const HEADER_MARK = 0x04034b50;
/** Room for what stands in an entry's own header alone. */
const EXTRA_BYTES = 1024;

interface Block {
  /** Null once the browser keeps it. */
  bytes: Uint8Array<ArrayBuffer> | null;
  blob: Blob | null;
}

/** A file of an archive, whose blob is made when it is asked for: a hundred thousand at once cost more than all else. */
class PackedEntry implements Entry {
  constructor(
    readonly path: string,
    private readonly block: Block,
    private readonly start: number,
    private readonly size: number,
  ) {}

  get bytes(): Uint8Array<ArrayBuffer> | undefined {
    return this.block.bytes?.subarray(this.start, this.start + this.size);
  }

  get blob(): Blob {
    const { bytes } = this;
    if (bytes) return new Blob([bytes]);
    return this.block.blob?.slice(this.start, this.start + this.size) ?? new Blob();
  }
}

/**
 * Unpacks the small files of a zip archive, which are read many at a time and inflated at once: thirty times sooner than each as
 * a stream of its own.
 */
class SmallZipEntries {
  #window = new Uint8Array();
  #windowStart = 0;
  readonly #blocks: Block[] = [];
  readonly #blockBytes: number;
  #used = 0;

  /** @param memoryBytes of contents that stay in memory */
  constructor(
    private readonly archive: Blob,
    memoryBytes: number,
  ) {
    this.#blockBytes = Math.ceil(memoryBytes / BLOCKS_IN_MEMORY);
  }

  /**
   * @returns null for what has to be read in another way: a large file, another compression, or one that is not what the
   *   directory says
   */
  async read(path: string, facts: ZipFacts): Promise<(Entry & { bytes?: Uint8Array }) | null> {
    const { compressionMethod: method, compressedSize, uncompressedSize: size, signature } = facts;
    const isKnown = method === DEFLATED || (method === STORED && compressedSize === size);
    if (!isKnown || signature === undefined || compressedSize > MOST_PACKED || size > this.#mostUnpacked)
      return null;
    const packed = await this.#packed(facts);
    if (!packed) return null;
    const known = this.#blocks.at(-1);
    const block = known && this.#used + size <= this.#blockBytes ? known : this.#newBlock();
    const start = this.#used;
    const room = block.bytes?.subarray(start, start + size);
    if (!room || !unpacked(packed, method, room) || crc32(room) !== signature >>> 0) return null;
    this.#used += size;
    return new PackedEntry(path, block, start, size);
  }

  /** The bytes of an entry as they are in the archive; null where its own header is not there. */
  async #packed({ offset, compressedSize, rawFilename }: ZipFacts): Promise<Uint8Array | null> {
    const head = await this.#bytes(offset, HEADER_BYTES + rawFilename.length + EXTRA_BYTES + compressedSize);
    if (head.length < HEADER_BYTES) return null;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (view.getUint32(0, true) !== HEADER_MARK) return null;
    const start = HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
    return start + compressedSize <= head.length ? head.subarray(start, start + compressedSize) : null;
  }

  /** So many bytes of the archive, or fewer at its end. */
  async #bytes(offset: number, count: number): Promise<Uint8Array> {
    const end = Math.min(offset + count, this.archive.size);
    if (offset < this.#windowStart || end > this.#windowStart + this.#window.length) {
      const window = this.archive.slice(offset, offset + Math.max(WINDOW_BYTES, count));
      this.#window = new Uint8Array(await window.arrayBuffer());
      this.#windowStart = offset;
    }
    return this.#window.subarray(offset - this.#windowStart, end - this.#windowStart);
  }

  get #mostUnpacked(): number {
    return Math.min(MOST_UNPACKED, this.#blockBytes);
  }

  #newBlock(): Block {
    const last = this.#blocks.at(-1);
    if (last?.bytes && this.#blocks.length >= BLOCKS_IN_MEMORY) {
      last.blob = new Blob([last.bytes]);
      last.bytes = null;
    }
    const block: Block = { bytes: new Uint8Array(this.#blockBytes), blob: null };
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }
}

/** Fills `out`; false where the content is of another length, or damaged. */
function unpacked(packed: Uint8Array, method: number, out: Uint8Array): boolean {
  if (method === STORED || out.length === 0) {
    if (method === STORED) out.set(packed);
    return true;
  }
  try {
    return inflateSync(packed, { out }).length === out.length;
  } catch {
    return false;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip archives have it (APPNOTE.TXT 4.4.7). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
