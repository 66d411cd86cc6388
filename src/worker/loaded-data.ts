import { LabError } from "#core/lab-error.ts";
import type { Calibration } from "#core/recipe.ts";
import { drawIndices } from "#core/sampling.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import type { DataSplit } from "./split-source.ts";

/** A data set whose pictures may still be arriving. */
export class LoadedData {
  readonly calibration: DataSplit;
  readonly evaluation: DataSplit;

  /** @param loading ends what is still being loaded when the set is replaced */
  constructor(
    readonly summary: DatasetSummary,
    splits: { calibration: DataSplit; evaluation: DataSplit },
    private readonly loading = new AbortController(),
  ) {
    this.calibration = splits.calibration;
    this.evaluation = splits.evaluation;
  }

  /** The set has been replaced. */
  close(): void {
    this.loading.abort();
  }

  get classCount(): number {
    return this.summary.classes.length;
  }

  /**
   * The calibration pictures a recipe asks for: drawn by seed from those of the wanted classes.
   *
   * @throws LabError `recipe.invalid` if no calibration picture is of these classes
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
