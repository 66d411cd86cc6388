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
