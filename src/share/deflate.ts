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

const streamOf = (parts: Iterator<Uint8Array>) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });

/** Compressed bytes that fflate takes at a time, so that the limit is noticed before memory is full. */
const STEP_BYTES = 1024;

/** Older browsers have no streams for raw DEFLATE. */
const hasStreams = () => typeof CompressionStream === "function" && typeof DecompressionStream === "function";

/** Compresses by raw DEFLATE (RFC 1951). */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (hasStreams()) return through(bytes, new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);
  const { deflateSync } = await import("fflate");
  return new Uint8Array(deflateSync(bytes));
}

/**
 * Takes raw DEFLATE back, reading no further than `limit` bytes of it.
 *
 * @throws TooLong if there is more
 * @throws Error if the data is damaged or ends early and, where the browser has streams for it, if it goes on behind
 *   its end
 */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (hasStreams()) return through(bytes, new DecompressionStream("deflate-raw"), limit);
  const { Inflate } = await import("fflate");
  const steps = function* () {
    const parts: Uint8Array[] = [];
    const inflater = new Inflate((part) => parts.push(part));
    for (let at = 0; at === 0 || at < bytes.length; at += STEP_BYTES) {
      inflater.push(bytes.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= bytes.length);
      yield* parts.splice(0);
    }
  };
  return collect(streamOf(steps()), limit);
}
