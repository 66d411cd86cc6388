import type { Bench } from "./bench.ts";
import type { PathPoints } from "./path-points.ts";

/** Layers that get bytes back which the last step has saved beyond need. */
const REFILLS = 4;

/**
 * The options of all layers with the least expected noise whose file keeps to a limit, in bytes; the smallest there
 * are where nothing does. Sizes are those of files that were built: what a layer weighs depends on those around it.
 */
export async function fitSize(bench: Bench, path: PathPoints, limit: number): Promise<number[]> {
  const size = (options: readonly number[]) => bench.sizeOf(path.recipe(options));
  // Sizes as expected are right but for what all files have in common, and a little more: few files have to be built.
  let common = (await size(path.optionsAt(path.end))) - path.bytes(path.end);
  if (common + path.bytes(path.end) > limit) return path.optionsAt(path.end);
  let [over, within] = [-1, path.end];
  while (within - over > 1) {
    let step = over + 1;
    while (step < within - 1 && path.bytes(step) + common > limit) step++;
    const found = await size(path.optionsAt(step));
    common = found - path.bytes(step);
    if (found <= limit) within = step;
    else over = step;
    bench.progress.tick();
  }
  let options = path.optionsAt(within);
  for (let i = 0; i < REFILLS; i++) {
    const refilled = quietest(path, options, limit - (await size(options)));
    if (!refilled || (await size(refilled)) > limit) break;
    options = refilled;
  }
  return options;
}

/** Takes back the last step of that layer which rids the output of most noise within some room; null where none fits. */
function quietest(path: PathPoints, options: readonly number[], room: number): number[] | null {
  let best: { options: number[]; saved: number } | null = null;
  for (const [layer, { options: own }] of path.choices.entries()) {
    const before = path.before(layer, options[layer]);
    if (before === null || own[before].bytes - own[options[layer]].bytes > room) continue;
    const saved = own[options[layer]].noise - own[before].noise;
    if (saved <= (best?.saved ?? 0)) continue;
    best = { options: options.map((option, i) => (i === layer ? before : option)), saved };
  }
  return best?.options ?? null;
}
