/**
 * Lets the worker's event loop hear waiting messages (a cancel, say): a WASM run resolves without ever
 * leaving the current task. A message channel has no minimum delay, unlike a timer.
 *
 * @throws DOMException `AbortError` if the signal has fired by then
 */
export async function yieldToMessages(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  signal.throwIfAborted();
}

/** Longest stretch of work without a breath, in milliseconds. */
const SLICE_MS = 30;

/**
 * Returns a function to call often in long work: every 30 ms it lets the event loop run (`yieldToMessages`). It
 * throws `AbortError` once the signal has fired.
 */
export function timeSlice(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE_MS) return;
    await yieldToMessages(signal);
    last = performance.now();
  };
}
