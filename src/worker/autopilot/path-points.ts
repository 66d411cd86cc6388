import type { Corrections } from "#experiment/corrections.ts";
import { optionsAfter, type PrecisionPath, precisionPath } from "#experiment/outcomes/precision-path.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { LayerChoices } from "./layer-trials.ts";
import { type Common, mixedRecipe } from "./mixed-recipe.ts";

/** Points of a curve, at even distances of size. */
const SPREAD = 5;

/** The mixed recipes along the path of least noise per byte, from FP32 to the smallest there is. */
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

  /** The option that a layer has before one on its way; null where that is its first. */
  before(layer: number, option: number): number | null {
    const way = this.#way(layer);
    return way[way.indexOf(option) - 1] ?? null;
  }

  /** The option that a layer has after one on its way; null where that is its last. */
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

  /** Steps at even distances of expected size, from half of FP32's bytes, where FP16 is, to the end. */
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

  /** Expected bytes after so many steps, but for what all recipes have in common. */
  bytes(steps: number): number {
    return this.#bytes[steps];
  }
}
