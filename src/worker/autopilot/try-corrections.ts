import type { Corrections } from "#experiment/corrections.ts";
import type { Bench } from "./bench.ts";
import type { Measured } from "./known-results.ts";

/**
 * The corrections that help a mixed recipe, tried one by one and then, if several do, together.
 *
 * @returns those of the best point measured, and that point; null where none brings it closer to FP32
 */
export async function tryCorrections(
  bench: Bench,
  recipeWith: (corrections: Corrections) => Measured["recipe"],
): Promise<{ corrections: Corrections; point: Measured } | null> {
  const plain = await bench.measure(recipeWith({}));
  const singles: Corrections[] = [{ learnedRounding: true }, { biasCorrection: true }];
  if (bench.ground.model.float(true).equalization?.length) singles.push({ equalize: true });
  const helping: { corrections: Corrections; point: Measured }[] = [];
  for (const corrections of singles) {
    const point = await bench.measure(recipeWith(corrections));
    if (bench.isCloser(point, plain)) helping.push({ corrections, point });
  }
  if (helping.length > 1) {
    const corrections: Corrections = Object.assign({}, ...helping.map((each) => each.corrections));
    helping.push({ corrections, point: await bench.measure(recipeWith(corrections)) });
  }
  return helping.reduce<(typeof helping)[number] | null>(
    (best, each) => (best && !bench.isCloser(each.point, best.point) ? best : each),
    null,
  );
}
