import { LabError } from "#failures/lab-error.ts";
import { type ContainerLimits, LIMITS } from "./limits.ts";

/** Counts what an archive unpacks to, and stops it where a decompression bomb would go on. */
export class ByteBudget {
  #entries = 0;
  #total = 0;

  /**
   * @param packedBytes size of the archive as it is; null where it is not known
   * @param onEntry is told of each file with the number of files so far
   */
  constructor(
    private readonly name: string,
    private readonly packedBytes: number | null,
    private readonly limits: ContainerLimits = LIMITS,
    private readonly onEntry: (count: number) => void = () => {},
  ) {}

  /** Announces one more file. @throws LabError `data.too-large` */
  entry(): void {
    this.#entries++;
    if (this.#entries > this.limits.entries) this.#refuse("files", this.#entries, this.limits.entries);
    this.onEntry(this.#entries);
  }

  /**
   * A sink for one file's content, whose `write` throws LabError `data.too-large` naming the archive and the limit
   * that it would exceed.
   */
  open(): { write(chunk: Uint8Array): void; blob(): Blob } {
    const parts: BlobPart[] = [];
    let size = 0;
    return {
      write: (chunk) => {
        size += chunk.length;
        if (size > this.limits.entryBytes) this.#refuse("bytes in one file", size, this.limits.entryBytes);
        this.#spend(chunk.length);
        // Neither decoder hands out shared memory, the one kind of array that a blob refuses.
        parts.push(chunk as Uint8Array<ArrayBuffer>);
      },
      blob: () => new Blob(parts),
    };
  }

  /** Reads a stream to its end, counting. @throws LabError `data.too-large` */
  async collect(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Blob> {
    const file = this.open();
    for await (const chunk of chunks(stream)) {
      signal.throwIfAborted();
      file.write(chunk);
    }
    return file.blob();
  }

  #spend(bytes: number): void {
    const { totalBytes, ratio, ratioFloorBytes } = this.limits;
    this.#total += bytes;
    if (this.#total > totalBytes) this.#refuse("bytes unpacked", this.#total, totalBytes);
    const packed = this.packedBytes;
    if (packed !== null && this.#total > ratioFloorBytes && this.#total > packed * ratio) {
      this.#refuse("times its packed size", Math.floor(this.#total / packed), ratio);
    }
  }

  #refuse(what: string, found: number, limit: number): never {
    throw new LabError("data.too-large", { name: this.name, what, found, limit });
  }
}

/** The chunks of a stream. Not every browser lets one iterate over the stream itself; stopping early cancels it. */
export async function* chunks<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    // A stream that failed has nothing left to cancel and would only repeat its error.
    if (!ended) await reader.cancel().catch(() => {});
  }
}
