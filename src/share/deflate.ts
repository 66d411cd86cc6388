/** Thrown by `inflate` where the data would grow beyond the limit. */
export class TooLong extends Error {}

async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (!value) continue;
    length += value.length;
    if (length > limit) {
      void reader.cancel().catch(() => undefined);
      throw new TooLong();
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const through = (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  limit: number,
) => collect(new Blob([bytes]).stream().pipeThrough(transform), limit);

/** Compresses by raw DEFLATE (RFC 1951). */
export const deflate = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  through(bytes, new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);

/**
 * Takes raw DEFLATE back, reading no further than `limit` bytes of it.
 *
 * @throws TooLong if there is more
 * @throws TypeError if the data is damaged or goes on behind its end
 */
export const inflate = (bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array<ArrayBuffer>> =>
  through(bytes, new DecompressionStream("deflate-raw"), limit);
