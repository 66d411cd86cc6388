import type { Corrections } from "#experiment/corrections.ts";
import { optionsAfter, type PrecisionPath, precisionPath } from "#experiment/outcomes/precision-path.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Bench } from "./bench.ts";
import type { LayerChoices } from "./layer-trials.ts";
import { type Common, mixedRecipe } from "./mixed-recipe.ts";

/** Points of a curve, evenly spaced in size. */
const SPREAD = 5;

/** The mixed recipes along the path of least noise per byte, from FP32 to the smallest file possible. */
export class PathPoints {
  readonly path: PrecisionPath;
  /** After each number of steps. */
  readonly #bytes: number[];

  constructor(
    private readonly base: Recipe,
    readonly choices: readonly LayerChoices[],
    private readonly common: Common,
  ) {
    this.path = precisionPath(choices.map(({ options }) => options));
    const now = [...this.path.start];
    let bytes = choices.reduce((sum, { options }, layer) => sum + options[now[layer]].bytes, 0);
    this.#bytes = [bytes];
    for (const { layer, option } of this.path.steps) {
      const { options } = choices[layer];
      bytes += options[option].bytes - options[now[layer]].bytes;
      now[layer] = option;
      this.#bytes.push(bytes);
    }
  }

  get end(): number {
    return this.path.steps.length;
  }

  /** The option of each layer after so many steps. */
  optionsAt(steps: number): number[] {
    return optionsAfter(this.path, steps);
  }

  /** The option before a layer's present one on its way; null at its first. */
  before(layer: number, option: number): number | null {
    const way = this.#way(layer);
    return way[way.indexOf(option) - 1] ?? null;
  }

  /** The option after a layer's present one on its way; null at its last. */
  after(layer: number, option: number): number | null {
    const way = this.#way(layer);
    return way[way.indexOf(option) + 1] ?? null;
  }

  #way(layer: number): number[] {
    const own = this.path.steps.filter((step) => step.layer === layer);
    return [this.path.start[layer], ...own.map(({ option }) => option)];
  }

  at(steps: number, corrections: Corrections = {}): Recipe {
    return this.recipe(this.optionsAt(steps), corrections);
  }

  recipe(options: readonly number[], corrections: Corrections = {}): Recipe {
    const levels = new Map(this.choices.map(({ layer, levels }, i) => [layer, levels[options[i]]]));
    return mixedRecipe(this.base, levels, { ...this.common, corrections });
  }

  /** Steps evenly spaced in expected size, from half of FP32's bytes (the size of FP16) to the end. */
  spread(fp32Bytes: number): number[] {
    const from = this.bytes(0) - fp32Bytes / 2;
    const to = this.bytes(this.end);
    const steps: number[] = [];
    for (let step = 0, i = 1; i <= SPREAD; i++) {
      while (step < this.end && this.bytes(step) > from + ((to - from) * i) / SPREAD) step++;
      if (steps.at(-1) !== step) steps.push(step);
    }
    return steps;
  }

  /** Expected bytes after so many steps, without the bytes that all recipes share. */
  bytes(steps: number): number {
    return this.#bytes[steps];
  }
}

const BISECTIONS = 6;
/** Steps tried beyond the first one that loses too much. */
const SKIPS = 4;

/** How far the search got along the path. */
interface Reach {
  /** The furthest measured step within the limit. */
  met: number;
  /** The first step beyond it that exceeds the limit; null at the path's end. */
  missed: number | null;
}

/**
 * Finds how far the path can be followed within a limit on the loss, to one step. The steps in `from` are measured
 * first. A path begins without loss.
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

/**
 * Goes on past the layer that cost too much: tries the next steps of other layers, and keeps each that stays
 * within the limit.
 */
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

/** Layers that get bytes back, because the last step saved more than was needed. */
const REFILLS = 4;

/**
 * The options of all layers with the least expected noise whose file stays within a limit in bytes; the smallest
 * options where none does. Sizes are those of built files, because the bytes of a layer depend on the layers
 * around it.
 */
export async function fitSize(bench: Bench, path: PathPoints, limit: number): Promise<number[]> {
  const size = (options: readonly number[]) => bench.sizeOf(path.recipe(options));
  // Expected sizes are off only by what all files share and a little more, so few files have to be built.
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

/**
 * Takes back the step that removes the most noise within the given bytes, the last step of some layer; null where
 * none fits.
 */
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
