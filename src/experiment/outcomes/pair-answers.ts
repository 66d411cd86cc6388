import type { Answers, Flip } from "../result.ts";
import { NO_CLASS } from "./predictions.ts";

/** What FP32 and one or two settings answer for one evaluation image; class indices as in `Answers`. */
export interface ImageAnswers {
  /** Into the evaluation split. */
  index: number;
  /** −1 where the image has no label. */
  label: number;
  fp32: number;
  a: number;
  /** Null where there is no B. */
  b: number | null;
}

/** Which images are looked at: by who classifies them correctly. */
export const IMAGE_FILTERS = [
  { id: "all", name: "All", keeps: () => true },
  {
    id: "a-wrong-b-right",
    name: "A wrong, B right",
    keeps: (image) => isRight(image, image.b) && !isRight(image, image.a),
  },
  {
    id: "a-right-b-wrong",
    name: "A right, B wrong",
    keeps: (image) => isRight(image, image.a) && !isRight(image, image.b),
  },
  {
    id: "lost",
    name: "Only FP32 right",
    keeps: (image) => isRight(image, image.fp32) && !isRight(image, image.a) && !isRight(image, image.b),
  },
  {
    id: "all-wrong",
    name: "All wrong",
    keeps: (image) =>
      image.label >= 0 && ![image.fp32, image.a, image.b].some((answer) => isRight(image, answer)),
  },
] as const satisfies readonly {
  id: string;
  name: string;
  keeps: (image: ImageAnswers) => boolean;
}[];

export type ImageFilter = (typeof IMAGE_FILTERS)[number]["id"];

/** Whether an answer is the image's label; an image without a label has no right answer. */
export const isRight = ({ label }: Pick<ImageAnswers, "label">, answer: number | null): boolean =>
  label >= 0 && answer !== NO_CLASS && answer === label;

/**
 * What each setting answers for every evaluation image, in the order in which the images were drawn: as FP32, unless its
 * flips say otherwise.
 *
 * @param b the flips of B; null where there is none
 */
export function imageAnswers(
  { indices, labels, fp32 }: Answers,
  a: readonly Flip[],
  b: readonly Flip[] | null,
): ImageAnswers[] {
  const changed = [a, b].map((flips) => new Map(flips?.map(({ index, quantized }) => [index, quantized])));
  return Array.from(indices, (index, i) => ({
    index,
    label: labels[i],
    fp32: fp32[i],
    a: changed[0].get(index) ?? fp32[i],
    b: b && (changed[1].get(index) ?? fp32[i]),
  }));
}
