import type { Calibration } from "#core/recipe.ts";
import { drawIndices } from "#core/sampling.ts";
import type { Manifest } from "#images/manifest.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { PictureSplit } from "./picture-split.ts";

/** A data set whose pictures are arriving. */
export class LoadedData {
  readonly calibration: PictureSplit;
  readonly evaluation: PictureSplit;

  constructor(
    manifest: Manifest,
    baseUrl: string,
    readonly summary: DatasetSummary,
    signal: AbortSignal,
  ) {
    const { tile, splits } = manifest;
    this.calibration = new PictureSplit(splits.calibration, tile, baseUrl, signal);
    this.evaluation = new PictureSplit(splits.evaluation, tile, baseUrl, signal);
  }

  get classCount(): number {
    return this.summary.classes.length;
  }

  /** The calibration pictures a recipe asks for: drawn by seed from those of the wanted classes. */
  calibrationIndices({ count, seed, classes }: Calibration): Uint32Array {
    const { labels } = this.calibration;
    const wanted = classes && new Set(classes);
    const pool = Uint32Array.from(labels.keys()).filter((index) => !wanted || wanted.has(labels[index]));
    return drawIndices(pool.length, Math.min(count, pool.length), seed).map((at) => pool[at]);
  }

  evaluationIndices({ count, seed }: { count: number; seed: number }): Uint32Array {
    const total = this.evaluation.labels.length;
    return drawIndices(total, Math.min(count, total), seed);
  }
}
