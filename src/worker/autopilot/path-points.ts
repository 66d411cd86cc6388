import { optionsAfter, type PrecisionPath, precisionPath } from "#core/precision-path.ts";
import type { Corrections, Recipe } from "#core/recipe.ts";
import type { LayerChoices } from "./layer-trials.ts";
import { type Common, mixedRecipe } from "./mixed-recipe.ts";

/** Points of a curve, at even distances of size. */
const SPREAD = 5;

/** The mixed recipes along the path of least noise per byte, from FP32 to the smallest there is. */
export class PathPoints {
  readonly path: PrecisionPath;

  constructor(
    private readonly base: Recipe,
    readonly choices: readonly LayerChoices[],
    private readonly common: Common,
  ) {
    this.path = precisionPath(choices.map(({ options }) => options));
  }

  get end(): number {
    return this.path.steps.length;
  }

  /** The option of each layer after so many steps. */
  optionsAt(steps: number): number[] {
    return optionsAfter(this.path, steps);
  }

  /** The option that a layer had before one that it took; null where it had none. */
  before(layer: number, option: number): number | null {
    const own = this.path.steps.filter((step) => step.layer === layer).map((step) => step.option);
    return [this.path.start[layer], ...own].slice(0, -1)[own.indexOf(option)] ?? null;
  }

  /** The option that a layer takes after one that it has; null where it has its last. */
  after(layer: number, option: number): number | null {
    const own = this.path.steps.filter((step) => step.layer === layer).map((step) => step.option);
    return own[own.indexOf(option) + 1] ?? null;
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
    const bytes = (step: number) => this.#bytes(this.optionsAt(step));
    const first = this.optionsAt(0);
    const from = this.#bytes(first) - fp32Bytes / 2;
    const to = bytes(this.end);
    const steps: number[] = [];
    for (let step = 0, i = 1; i <= SPREAD; i++) {
      while (step < this.end && bytes(step) > from + ((to - from) * i) / SPREAD) step++;
      if (steps.at(-1) !== step) steps.push(step);
    }
    return steps;
  }

  /** Expected bytes, but for what all have in common. */
  #bytes(options: readonly number[]): number {
    return this.choices.reduce((sum, { options: own }, i) => sum + own[options[i]].bytes, 0);
  }
}
