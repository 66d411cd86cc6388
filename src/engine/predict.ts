import { argmaxRows } from "#experiment/outcomes/predictions.ts";
import { LabError } from "#failures/lab-error.ts";
import { type BatchLoopOptions, type BatchResult, batches } from "./runtime/batch-loop.ts";
import type { InputSource } from "./runtime/input-source.ts";
import type { EngineSession, NamedTensor } from "./runtime/session.ts";
import { floatsOf } from "./runtime/tensor-data.ts";

/** A prediction that has not been made yet. */
export const UNKNOWN = -1;

export interface PredictOptions extends BatchLoopOptions {
  /** The output that holds one row of class scores per item. */
  outputName: string;
  /** Null for a model that is no classifier: its items are run, and get class 0. */
  classCount: number | null;
  /** Is given the items run, without those that only fill up a batch, and all that was fetched. */
  onBatch?: (indices: Uint32Array, batch: BatchResult) => void | Promise<void>;
}

/**
 * Fills in the predicted class of every item at `indices` that is still {@link UNKNOWN}, so that an item
 * is run once however often it is asked for. Fetches the output with the scores unless told otherwise.
 *
 * @param predictions one entry per item of the whole split, written in place
 * @throws LabError `data.shape-mismatch` if the output does not hold `classCount` scores for each item
 */
export async function predictMissing(
  session: EngineSession,
  source: InputSource,
  indices: Uint32Array,
  predictions: Int32Array,
  options: PredictOptions,
): Promise<void> {
  const { outputName, classCount, onBatch, fetches = [outputName] } = options;
  const missing = indices.filter((index) => predictions[index] === UNKNOWN);
  for await (const batch of batches(session, source, missing, { ...options, fetches })) {
    const { outputs, rows, offset, count } = batch;
    const run = missing.subarray(offset, offset + count);
    const classes = classCount === null ? null : classesOf(outputs[outputName], rows, outputName, classCount);
    for (let i = 0; i < count; i++) predictions[run[i]] = classes ? classes[i] : 0;
    await onBatch?.(run, batch);
  }
}

function classesOf({ data, dims }: NamedTensor, rows: number, name: string, classCount: number): Int32Array {
  if (data.length !== rows * classCount) {
    const expected = `N×${classCount}`;
    throw new LabError("data.shape-mismatch", { what: "output", name, actual: dims.join("×"), expected });
  }
  return argmaxRows(floatsOf({ data }), rows);
}
