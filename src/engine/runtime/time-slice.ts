import { breathe } from "./yield.ts";

/** Longest stretch of work without a breath, in milliseconds. */
const SLICE_MS = 30;

/**
 * A function to call often in long work: where the last breath is 30 ms ago it takes another (`breathe`), and
 * throws `AbortError` once the signal has fired.
 */
export function timeSlice(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE_MS) return;
    await breathe(signal);
    last = performance.now();
  };
}
