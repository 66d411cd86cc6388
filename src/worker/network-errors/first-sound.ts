import type { Evaluation } from "../run/evaluation/evaluation.ts";
import { LAYER_PICTURES } from "../run/layers.ts";

/**
 * The first evaluation pictures that can be read, as many as layers are compared on; no more are tried than it
 * takes.
 *
 * @throws LabError `data.decode-failed` if none can
 */
export async function firstSound(
  evaluation: Pick<Evaluation, "indices" | "source" | "sound">,
): Promise<Uint32Array> {
  const { indices, source } = evaluation;
  for (let tried = 0; tried < indices.length; ) {
    const next = indices.subarray(tried, tried + LAYER_PICTURES);
    await source.batch(next);
    tried += next.length;
    const isEnough =
      tried === indices.length || countSound(indices.subarray(0, tried), source.damaged) >= LAYER_PICTURES;
    if (isEnough) return evaluation.sound(indices.subarray(0, tried)).subarray(0, LAYER_PICTURES);
  }
  return indices;
}

function countSound(indices: Uint32Array, damaged: ReadonlyMap<number, unknown>): number {
  let count = 0;
  for (const index of indices) if (!damaged.has(index)) count++;
  return count;
}
