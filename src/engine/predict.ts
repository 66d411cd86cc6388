import { LabError } from "#core/lab-error.ts";
import { argmaxRows } from "#core/predictions.ts";
import { type BatchLoopOptions, batches } from "./batch-loop.ts";
import type { InputSource } from "./input-source.ts";
import type { EngineSession } from "./session.ts";

/** A prediction that has not been made yet. */
export const UNKNOWN = -1;

export interface PredictOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** The output that holds one row of class scores per item. */
  outputName: string;
  classCount: number;
  onBatch?: (count: number) => void;
}

/**
 * Fills in the predicted class of every item at `indices` that is still {@link UNKNOWN}, so that an item
 * is run once however often it is asked for.
 *
 * @param predictions one entry per item of the whole split, written in place
 * @throws LabError `data.shape-mismatch` if the output is not `[n, classCount]` (trailing 1s allowed)
 */
export async function predictMissing(
  session: EngineSession,
  source: InputSource,
  indices: Uint32Array,
  predictions: Int32Array,
  options: PredictOptions,
): Promise<void> {
  const { outputName, classCount, onBatch } = options;
  const missing = indices.filter((index) => predictions[index] === UNKNOWN);
  for await (const { outputs, offset, count } of batches(session, source, missing, {
    ...options,
    fetches: [outputName],
  })) {
    const { data, dims } = outputs[outputName];
    if (data.length !== dims[0] * classCount) {
      throw new LabError("data.shape-mismatch", {
        what: "output",
        name: outputName,
        actual: dims.join("×"),
        expected: `N×${classCount}`,
      });
    }
    const classes = argmaxRows(data as Float32Array, dims[0]);
    for (let i = 0; i < count; i++) predictions[missing[offset + i]] = classes[i];
    onBatch?.(count);
  }
}
