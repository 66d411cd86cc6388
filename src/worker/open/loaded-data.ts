import type { Calibration } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { drawIndices } from "#statistics/sampling.ts";
import type { DataSplit } from "../items/item-source.ts";

/** A data set whose images may still be arriving. */
export class LoadedData {
  readonly calibration: DataSplit;
  readonly evaluation: DataSplit;
  #summary: DatasetSummary;

  /** @param loading ends what is still being loaded when the set is replaced */
  constructor(
    summary: DatasetSummary,
    splits: { calibration: DataSplit; evaluation: DataSplit },
    private readonly loading = new AbortController(),
  ) {
    this.#summary = summary;
    this.calibration = splits.calibration;
    this.evaluation = splits.evaluation;
  }

  /** The set has been replaced. */
  close(): void {
    this.loading.abort();
  }

  get summary(): DatasetSummary {
    return this.#summary;
  }

  /** Names the classes of a set that does not name them itself; no names leave them with their numbers. */
  nameClasses(names: readonly string[]): DatasetSummary["classes"] {
    const { classes, classesGiven } = this.#summary;
    if (classes.length > 0 && !classesGiven) return classes;
    const given = names.map((name) => ({ name, symbol: "" }));
    this.#summary = { ...this.#summary, classes: given, classesGiven: true };
    return given;
  }

  get classCount(): number {
    return this.summary.classes.length;
  }

  /**
   * The calibration images a recipe asks for: drawn by seed from those of the wanted classes.
   *
   * @throws LabError `recipe.invalid` if no calibration image is of these classes
   */
  calibrationIndices({ count, seed, classes }: Calibration): Uint32Array {
    const { labels } = this.calibration;
    const wanted = classes && new Set(classes);
    const pool = Uint32Array.from(labels.keys()).filter((index) => !wanted || wanted.has(labels[index]));
    if (pool.length === 0) {
      const problem = "no calibration picture is of these classes";
      throw new LabError("recipe.invalid", { path: "calibration.classes", problem });
    }
    return drawIndices(pool.length, Math.min(count, pool.length), seed).map((at) => pool[at]);
  }

  evaluationIndices({ count, seed }: { count: number; seed: number }): Uint32Array {
    const total = this.evaluation.labels.length;
    return drawIndices(total, Math.min(count, total), seed);
  }
}
