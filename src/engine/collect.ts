import { ActivationObserver } from "#numerics/calibration/observer.ts";
import { itemBatches } from "./item-batches.ts";
import type { BatchLoopOptions } from "./runtime/batch-loop.ts";
import type { InputSource } from "./runtime/input-source.ts";
import type { EngineSession } from "./runtime/session.ts";

export interface CollectOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** False leaves out the histograms: enough for min–max and cheaper. */
  histogram?: boolean;
  onBatch?: (count: number) => void;
}

/**
 * Runs the tapped model once over the calibration items and lets one observer per tensor see every value.
 * All calibration methods are derived from the observers afterwards; memory does not grow with the items. What is
 * observed of an item does not depend on how many are run at a time (see `itemBatches`).
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
  for await (const { parts, count } of itemBatches(session, tensors, source, indices, options)) {
    for (const [name, observer] of observers) for (const part of parts(name)) observer.observe(part, 1);
    onBatch?.(count);
  }
  return observers;
}
