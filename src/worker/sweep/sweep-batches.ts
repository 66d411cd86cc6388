import { evaluationChunks } from "../run/evaluation/evaluation-chunks.ts";

/** One run of a session. */
export interface SweepBatch {
  /** The evaluation pictures in it. */
  items: Uint32Array;
  /** All rows: those, and where the model's batch is fixed the last one again until it is full. */
  rows: Uint32Array;
}

/** A batch of so many rows, filled up where there are fewer items. */
export function sweepBatch(items: Uint32Array, length: number): SweepBatch {
  return { items, rows: Uint32Array.from({ length }, (_, row) => items[Math.min(row, items.length - 1)]) };
}

/** The evaluation pictures in batches of one size, divided up as a run divides them. */
export function sweepBatches(indices: Uint32Array, size: number, isFixed: boolean): SweepBatch[] {
  return evaluationChunks(indices).flatMap((chunk) =>
    Array.from({ length: Math.ceil(chunk.length / size) }, (_, batch) => {
      const items = chunk.subarray(batch * size, (batch + 1) * size);
      return sweepBatch(items, isFixed ? size : items.length);
    }),
  );
}
