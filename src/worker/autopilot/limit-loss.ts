import type { Corrections } from "#experiment/corrections.ts";
import type { Bench } from "./bench.ts";
import type { PathPoints } from "./path-points.ts";

const BISECTIONS = 6;
/** Steps tried beyond the first that cost too much. */
const SKIPS = 4;

/** How far one got along the path. */
export interface Reach {
  /** Furthest step measured that keeps to the limit. */
  met: number;
  /** First step beyond it that does not; null at the path's end. */
  missed: number | null;
}

/**
 * How far one can go along the path within a limit on the loss, between two steps that were measured. `from` are
 * measured first. A path begins without loss.
 */
export async function limitLoss(
  bench: Bench,
  path: PathPoints,
  from: readonly number[],
  corrections: Corrections = {},
): Promise<Reach> {
  const results = new Map<number, boolean>();
  const measure = async (step: number) =>
    results.set(step, bench.meets(await bench.measure(path.at(step, corrections))));
  for (const step of from) await measure(step);
  for (let i = 0; i < BISECTIONS; i++) {
    const { met, missed } = reach(results);
    if (missed === null || missed - met <= 1) break;
    await measure(Math.floor((met + missed) / 2));
  }
  return reach(results);
}

function reach(results: ReadonlyMap<number, boolean>): Reach {
  const steps = [...results.keys()];
  const met = Math.max(0, ...steps.filter((step) => results.get(step)));
  const beyond = steps.filter((step) => step > met);
  return { met, missed: beyond.length > 0 ? Math.min(...beyond) : null };
}

/** Goes on from there, past the layer that cost too much: the next steps of other layers, each kept if the limit still holds. */
export async function skipLayers(
  bench: Bench,
  path: PathPoints,
  { met, missed }: Reach,
  corrections: Corrections = {},
): Promise<void> {
  if (missed === null) return;
  let options = path.optionsAt(met);
  const { steps } = path.path;
  const skipped = new Set(missed === met + 1 ? [steps[met].layer] : []);
  let tried = 0;
  for (const { layer, option } of steps.slice(met)) {
    if (tried === SKIPS) return;
    if (skipped.has(layer) || path.after(layer, options[layer]) !== option) continue;
    const next = options.map((own, i) => (i === layer ? option : own));
    tried++;
    if (bench.meets(await bench.measure(path.recipe(next, corrections)))) options = next;
    else skipped.add(layer);
  }
}
