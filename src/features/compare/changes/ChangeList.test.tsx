import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { runResult } from "#experiment/fixtures/run-result.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { ChangeList } from "./ChangeList.tsx";

/** A run with so many of so many images right in the quantized model. */
const run = (change: Partial<Recipe>, correct: number, total: number) => {
  const result = runResult({ ...BASE_RECIPE, ...change }, { agreement: { correct, total } });
  const variant = { ...result.fp32, top1: { correct, total } };
  return { ...result, fp32: variant, quantized: variant };
};
const textOf = (from: ReturnType<typeof run>, to: ReturnType<typeof run>) =>
  renderToStaticMarkup(<ChangeList from={from} to={to} classNames={[]} />)
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/[\s\u00a0]+/g, " ");

test("runs on the same images have a difference and a paired test", () => {
  const evaluation = { count: 90, seed: 1 };
  const text = textOf(run({ evaluation }, 80, 90), run({ evaluation, mode: "dynamic" }, 81, 90));
  expect(text).toContain("Top-1 +1.1 points");
  expect(text).toContain("lost");
  expect(text).not.toContain("No difference");
});

test("runs on other numbers of images have neither, and it is said why", () => {
  const few = run({ evaluation: { count: 1, seed: 1 } }, 1, 1);
  const text = textOf(run({ evaluation: { count: 90, seed: 1 } }, 89, 90), few);
  expect(text).toContain("No difference in accuracy is shown: the two runs saw 90 and 1 images.");
  expect(text).not.toContain("points");
  expect(text).not.toContain("lost");
});
