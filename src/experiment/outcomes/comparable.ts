import type { Score } from "#statistics/statistics.ts";
import { type Backend, backendName } from "../backends.ts";
import { isSame } from "../canonical-json.ts";
import type { Recipe, Source } from "../recipe.ts";
import type { Environment } from "../result.ts";
import { samePreprocess } from "../same-preprocess.ts";

/** The part of a run that decides what its accuracy can be compared with. */
export interface Judged {
  recipe: Pick<Recipe, "model" | "data" | "preprocess" | "evaluation">;
  quantized: { top1: Score };
  /** Of all images that were evaluated; total 0, or absent, where they were not counted. */
  agreement?: Score;
}

/** Whether two sources have the same digest, whatever their names, or are the same source. */
export function isSameSource(a: Source, b: Source): boolean {
  const [one, other] = [a, b].map((source) => (source.kind === "bundled" ? "" : (source.sha256 ?? "")));
  return (one !== "" && one === other) || isSame(a, b);
}

/**
 * Why two runs' accuracies (or agreements, or output errors) must not be subtracted, as the end of a sentence; null
 * where both were evaluated on the same images, in the same number, with the same draw, labels and, for the same model, the
 * same preprocessing. Models may differ, and each then has its own preprocessing.
 */
export function accuracyObstacle(a: Judged, b: Judged): string | null {
  const [one, other] = [a.recipe, b.recipe];
  if (!isSameSource(one.data, other.data)) return "the two runs were judged on different images";
  if (one.evaluation.seed !== other.evaluation.seed)
    return `the two runs drew their images by different seeds (${one.evaluation.seed} and ${other.evaluation.seed})`;
  const [seen, seenToo] = [a.agreement?.total ?? 0, b.agreement?.total ?? 0];
  if (seen !== seenToo)
    return Math.min(seen, seenToo) === 0
      ? "only one of the two models gives classes"
      : `the two runs saw ${counts(seen, seenToo)} images`;
  const [asked, askedToo] = [one.evaluation.count, other.evaluation.count];
  // Where both asked for more than there are, both saw all.
  if (asked !== askedToo && (seen === 0 || seen > Math.min(asked, askedToo)))
    return `the two runs asked for ${counts(asked, askedToo)} images`;
  const [labelled, labelledToo] = [a.quantized.top1.total, b.quantized.top1.total];
  if (labelled !== labelledToo) return `the two runs had labels for ${counts(labelled, labelledToo)} images`;
  if (isSameSource(one.model, other.model) && !samePreprocess(one.preprocess, other.preprocess))
    return "the images were preprocessed differently in the two runs";
  return null;
}

const counts = (a: number, b: number): string => `${a.toLocaleString("en")} and ${b.toLocaleString("en")}`;

/** Whether two runs can be compared image by image: same model, same evaluation, FP32 on the same backend. */
export const isJudgedAlike = (
  a: Judged & { environment: { fp32: { backend: Backend } } },
  b: Judged & { environment: { fp32: { backend: Backend } } },
): boolean =>
  isSameSource(a.recipe.model, b.recipe.model) &&
  a.environment.fp32.backend === b.environment.fp32.backend &&
  accuracyObstacle(a, b) === null;

/** Where something was timed. */
export type Place = Environment["fp32"];

/**
 * Why two times must not be divided, as the end of a sentence; null where both were taken on the same backend with as
 * many threads, on images of one size. In one run the image and the batch are the same for both variants; where the
 * times are of two runs, `images` says how large each one's were.
 */
export function latencyObstacle(a: Place, b: Place, images?: readonly [Size, Size]): string | null {
  if (a.backend !== b.backend)
    return `one was timed on ${backendName(a.backend)}, the other on ${backendName(b.backend)}`;
  if (a.backend === "wasm" && a.threads !== b.threads)
    return `one was timed on ${threads(a.threads)}, the other on ${threads(b.threads)}`;
  const [one, other] = images?.map(({ size, height = size }) => `${size}×${height}`) ?? [];
  return one === other ? null : `one was timed on an image of ${one}, the other on one of ${other} pixels`;
}

type Size = Pick<Recipe["preprocess"], "size" | "height">;

const threads = (count: number): string => (count === 1 ? "1 thread" : `${count} threads`);
