import { type Feeds, feedsOf, type InputSource } from "./input-source.ts";
import type { EngineSession, NamedTensor } from "./session.ts";
import { yieldToMessages } from "./yield.ts";

export interface BatchLoopOptions {
  /** Batch size the model is fixed to, or null where it takes any. */
  fixedBatch: number | null;
  signal: AbortSignal;
  /** Outputs wanted; all by default. */
  fetches?: readonly string[];
  /** Largest number of items in one run; 64 by default. */
  maxBatch?: number;
}

export interface BatchResult {
  outputs: Record<string, NamedTensor>;
  /** All that was fed. */
  feeds: Feeds;
  /** Rows that were run; more than `count` where the model's batch is fixed. */
  rows: number;
  /** Index of the first item of this batch within `indices`. */
  offset: number;
  count: number;
  elapsedMs: number;
}

/** A cancel is heard between runs, so that one run must stay well under the promised 200 ms. */
const TARGET_RUN_MS = 40;

/**
 * Runs a session over the items at `indices` in batches sized so that one run takes about 40 ms, and yields
 * each batch's outputs. A fixed batch is filled up by repeating its last item; the surplus rows are cut off
 * by `count`.
 *
 * @throws DOMException `AbortError` between batches once the signal has fired
 */
export async function* batches(
  session: EngineSession,
  source: InputSource,
  indices: Uint32Array,
  options: BatchLoopOptions,
): AsyncGenerator<BatchResult> {
  const { fixedBatch, signal, fetches, maxBatch = 64 } = options;
  let size = fixedBatch ?? Math.min(4, maxBatch);
  for (let offset = 0; offset < indices.length; ) {
    await yieldToMessages(signal);
    const count = Math.min(size, indices.length - offset);
    const rows = fixedBatch ?? count;
    const wanted = Uint32Array.from({ length: rows }, (_, i) => indices[offset + Math.min(i, count - 1)]);
    const feeds = await feedsOf(source, wanted);
    const start = performance.now();
    const outputs = await session.run(feeds, fetches);
    const elapsedMs = performance.now() - start;
    yield { outputs, feeds, rows, offset, count, elapsedMs };
    offset += count;
    if (!fixedBatch)
      size = Math.max(1, Math.min(maxBatch, Math.round((TARGET_RUN_MS * count) / elapsedMs), size * 4));
  }
}
