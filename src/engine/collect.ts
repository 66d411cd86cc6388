import { ActivationObserver } from "#core/observer.ts";
import { type BatchLoopOptions, batches } from "./batch-loop.ts";
import type { InputSource } from "./input-source.ts";
import type { EngineSession } from "./session.ts";

export interface CollectOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** False leaves out the histograms: enough for min–max and cheaper. */
  histogram?: boolean;
  onBatch?: (count: number) => void;
}

/**
 * Runs the tapped model once over the calibration items and lets one observer per tensor see every value.
 * All calibration methods are derived from the observers afterwards; memory does not grow with the items.
 *
 * @param session a session whose outputs include `tensors`; a tensor may also be an input of the model
 */
export async function collectActivations(
  session: EngineSession,
  tensors: readonly string[],
  source: InputSource,
  indices: Uint32Array,
  options: CollectOptions,
): Promise<Map<string, ActivationObserver>> {
  const { histogram = true, onBatch } = options;
  const observers = new Map(tensors.map((name) => [name, new ActivationObserver({ histogram })]));
  const fetches = tensors.filter((name) => !session.inputNames.includes(name));
  for await (const { outputs, feeds, rows, count } of batches(session, source, indices, {
    ...options,
    fetches,
  })) {
    for (const [name, observer] of observers) {
      const values = (feeds[name] ?? outputs[name]).data as Float32Array;
      observer.observe(values.subarray(0, (values.length / rows) * count), count);
    }
    onBatch?.(count);
  }
  return observers;
}
