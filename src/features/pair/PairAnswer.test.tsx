import { expect, test } from "vitest";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { draw } from "#ui/fixtures/draw.tsx";
import { PairAnswer } from "./PairAnswer.tsx";
import type { MeasuredPair, MeasuredSetting } from "./pair-state.ts";

const half = (correct: number) => [0, 1].map(() => ({ correct: correct / 2, total: 100 }));
const setting = (kind: "tensor" | "channel", lost: number): MeasuredSetting => ({
  recipe: { ...BASE_RECIPE, weights: { ...BASE_RECIPE.weights, bits: 4, granularity: { kind } } },
  top1: { correct: 190 - lost, total: 200 },
  perClass: half(190 - lost),
  flips: Array.from({ length: lost }, (_, index) => ({ index, label: 0, fp32: 0, quantized: 1 })),
  agreement: { correct: 200 - lost, total: 200 },
});
const PAIR: MeasuredPair = {
  fp32: { top1: { correct: 190, total: 200 }, perClass: half(190) },
  ...{ a: setting("tensor", 84), b: setting("channel", 2), isLive: false, answers: null },
  ...{ classNames: ["ant", "bee"], imagesLoaded: true, changed: [] },
};
const TESTS = "The same images, judged in pairs";

test("two granularities are compared with FP32 and with each other, in pairs of images", () => {
  const { text, rows } = draw(<PairAnswer pair={PAIR} />);
  expect(text()).toContain("200 images, the same for all three.");
  expect(text()).toMatch(/53\.0 %.*94\.0 %.*FP32: 95\.0 %/);
  const tests = rows(TESTS);
  expect(tests["A against FP32"].slice(0, 3)).toEqual(["84", "0", "−42.0 points"]);
  expect(tests["A against FP32"].at(-1)).toBe("p < 0.001, more than chance");
  expect(tests["B against FP32"].slice(0, 3)).toEqual(["2", "0", "−1.0 points"]);
  expect(tests["B against FP32"].at(-1)).toContain("within chance");
  expect(tests["B against A"].slice(0, 3)).toEqual(["0", "82", "+41.0 points"]);
});

test("without labels it says how often each answers as FP32, and tests nothing", () => {
  const none = { correct: 0, total: 0 };
  const bare = { top1: none, perClass: [], flips: [] };
  const pair = { ...PAIR, fp32: bare, a: { ...PAIR.a, ...bare }, b: { ...PAIR.b, ...bare } };
  const { text, page } = draw(<PairAnswer pair={pair} />);
  expect(text()).toMatch(
    /answers as FP32 on 58\.0 % of the images.*answers as FP32 on 99\.0 % of the images/,
  );
  expect(page.queryByRole("table")).toBeNull();
  const nothing = { ...pair, a: { ...pair.a, agreement: none }, b: { ...pair.b, agreement: none } };
  expect(draw(<PairAnswer pair={nothing} />).text()).toContain("no classes to compare");
});

test("numbers of an earlier run are said to be that", () => {
  expect(draw(<PairAnswer pair={{ ...PAIR, changed: ["A", "the images"] }} />).text()).toContain(
    "These numbers are of an earlier run: A and the images have changed since.",
  );
});
