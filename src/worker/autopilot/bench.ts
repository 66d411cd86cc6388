import { yieldToMessages } from "#engine/runtime/yield.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import {
  type Budget,
  type Candidate,
  chooseWithin,
  lossPoints,
  meetsBudget,
} from "#experiment/outcomes/budget.ts";
import { paretoFront } from "#experiment/outcomes/pareto.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import type { Score } from "#statistics/statistics.ts";
import { buildQuantized } from "../build/build.ts";
import type { Built } from "../build/build-step.ts";
import { checkInput } from "../items/other-inputs.ts";
import { RecentValues } from "../recent-values.ts";
import {
  evaluationOf,
  type Ground,
  type KnownResults,
  knownResults,
  type Measured,
  measureBuilt,
  measureFp32,
} from "./measure-recipe.ts";
import { isUniform, recipeLabel } from "./mixed-recipe.ts";
import type { SearchProgress } from "./search-progress.ts";

/** Memory for files that are to be timed. */
const MAX_KEPT_BYTES = 256 * 2 ** 20;

/** Builds and measures the recipes of one search, each once, and compares them with the budget. */
export class Bench {
  /** Names of the layers that can be quantized. */
  readonly layers: readonly string[];
  readonly known: KnownResults;
  readonly #built = new RecentValues<Built>();
  readonly #files = new Map<string, Uint8Array>();

  private constructor(
    readonly ground: Ground,
    /** The person's recipe. */
    readonly recipe: Recipe,
    readonly budget: Budget,
    readonly fp32: { top1: Score; sizeBytes: number; pictures: number },
    readonly progress: SearchProgress,
  ) {
    const { model, data } = ground;
    this.layers = model.float(false).plan.layers.map(({ name }) => name);
    this.known = knownResults(model, data, recipe);
  }

  /**
   * Evaluates FP32 unless it has been evaluated already.
   *
   * @throws LabError `model.already-quantized`, `data.shape-mismatch`
   */
  static async open(
    ground: Ground,
    recipe: Recipe,
    budget: Budget,
    progress: SearchProgress,
  ): Promise<Bench> {
    ground.model.float(false);
    checkInput(ground.model.input, evaluationOf(ground, recipe).source.dims);
    const fp32 = await measureFp32(ground, recipe);
    return new Bench(ground, recipe, budget, fp32, progress);
  }

  /** The point of a recipe: built and evaluated on all evaluation items, unless it is known already. */
  async measure(recipe: Recipe): Promise<Measured> {
    const key = canonicalJson(recipe);
    const before = this.known.points.get(key);
    if (before) {
      this.progress.step([], true);
      return before;
    }
    const built = await this.build(recipe);
    const measured: Measured = {
      label: recipeLabel(recipe, this.layers),
      uniform: isUniform(recipe, this.layers),
      recipe,
      ...(await measureBuilt(this.ground, recipe, built)),
    };
    this.known.points.set(key, measured);
    this.#keepFront(key, built);
    this.progress.step([this.report(measured)]);
    return measured;
  }

  /** Builds a recipe and leaves the build that the page works with alone. */
  async build(recipe: Recipe): Promise<Built> {
    const { model, data, signal } = this.ground;
    const key = canonicalJson(recipe);
    const before = this.#built.get(key);
    if (before) return before;
    await yieldToMessages(signal);
    const built = await buildQuantized(model, data, recipe, { backend: "wasm", signal, keep: false });
    return this.#built.set(key, built);
  }

  /** Size of a recipe's file, in bytes. */
  async sizeOf(recipe: Recipe): Promise<number> {
    const known = this.known.points.get(canonicalJson(recipe));
    return known?.sizeBytes ?? (await this.build(recipe)).build.bytes.length;
  }

  /** The file of a recipe that was measured. */
  async fileOf(recipe: Recipe): Promise<Uint8Array> {
    return this.#files.get(canonicalJson(recipe)) ?? (await this.build(recipe)).build.bytes;
  }

  /**
   * Files of points on the front are kept until they have been timed, as far as memory allows: corrections take
   * long to repeat.
   */
  #keepFront(key: string, { build }: Built): void {
    this.#files.set(key, build.bytes);
    const front = new Set(
      this.reported().flatMap(({ onFront, recipe }) => (onFront ? canonicalJson(recipe) : [])),
    );
    let room = MAX_KEPT_BYTES;
    for (const [each, bytes] of this.#files) {
      room -= bytes.length;
      if (room < 0 || !front.has(each)) {
        this.#files.delete(each);
        room += bytes.length;
      }
    }
  }

  /** What a budget and a front compare points by. */
  candidate(point: Measured): Candidate {
    const { sizeBytes, uniform, outputSqnrDb } = point;
    return { lossPoints: lossPoints(point, this.fp32.top1), sizeBytes, uniform, outputSqnrDb };
  }

  meets(point: Measured): boolean {
    return meetsBudget(this.candidate(point), this.fp32.sizeBytes, this.budget);
  }

  /** All points known so far, smallest first. */
  get points(): Measured[] {
    const all = [...this.known.points.values()];
    return all.sort((a, b) => a.sizeBytes - b.sizeBytes);
  }

  /**
   * Whether one point is closer to FP32 than another: by the number of equal predictions, else by SQNR. Both tell
   * two points apart more surely than the few images by which their top-1 differs.
   */
  isCloser(point: Measured, other: Measured): boolean {
    const more = point.agreement.correct - other.agreement.correct;
    return more > 0 || (more === 0 && point.outputSqnrDb > other.outputSqnrDb);
  }

  /** A point in the form that the page gets. */
  report(point: Measured): MeasuredRecipe {
    return { ...point, onFront: this.reported()[this.points.indexOf(point)].onFront };
  }

  /** All points in the form that the page gets, smallest first. */
  reported(): MeasuredRecipe[] {
    const { points } = this;
    const front = paretoFront(points.map((point) => this.candidate(point)));
    return points.map((point, i) => ({ ...point, onFront: front[i] }));
  }

  choice(): ReturnType<typeof chooseWithin> {
    return chooseWithin(
      this.points.map((point) => this.candidate(point)),
      this.fp32.sizeBytes,
      this.budget,
    );
  }
}
