import { describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { accuracyWords, pairWords, settingWords } from "./pair-words.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const recipe = (change: Partial<Recipe>): Recipe => ({ ...BASE_RECIPE, ...change });
const weights = (bits: 4 | 8, granularity: Recipe["weights"]["granularity"]): Recipe["weights"] => ({
  ...{ bits, granularity, scheme: "symmetric" },
});

describe("a setting", () => {
  it.each<[Partial<Recipe>, string]>([
    [
      { mode: "weight-only", weights: weights(4, { kind: "tensor" }) },
      "4-bit weights, one scale per layer, activations in float",
    ],
    [
      {
        mode: "static",
        weights: weights(8, { kind: "channel" }),
        activations: { bits: 6, scheme: "asymmetric" },
      },
      "8-bit weights, one scale per channel, 6-bit activations",
    ],
    [
      { mode: "dynamic", weights: weights(4, { kind: "group", size: 32 }) },
      "4-bit weights, one scale for every 32 weights, dynamic 8-bit activations",
    ],
  ])("%j", (change, words) => {
    expect(settingWords(recipe(change))).toBe(words);
  });
});

describe("a pair", () => {
  it("says no more where the short words tell the settings apart", () => {
    const [a, b] = pairWords(
      recipe({ mode: "weight-only", weights: weights(4, { kind: "tensor" }) }),
      recipe({ mode: "weight-only", weights: weights(4, { kind: "channel" }) }),
    );
    expect([a, b]).toEqual([
      "4-bit weights, one scale per layer, activations in float",
      "with one scale per channel",
    ]);
  });

  it("says all that differs", () => {
    const [, b] = pairWords(
      recipe({ mode: "static", weights: weights(8, { kind: "channel" }) }),
      recipe({ mode: "dynamic", weights: weights(4, { kind: "channel" }) }),
    );
    expect(b).toBe("with 4-bit weights, dynamic 8-bit activations");
  });

  it("says what else differs, and how much more", () => {
    const a = recipe({ mode: "static" });
    const b = recipe({ mode: "static", calibration: { ...a.calibration, method: "entropy" } });
    const [before, after] = pairWords(a, b);
    expect(before).toMatch(/, calibration method /);
    expect(after).toMatch(/^with calibration method entropy/);
    const [, many] = pairWords(a, {
      ...b,
      corrections: { equalize: true, biasCorrection: true },
      layers: { conv: { precision: "fp32" } },
    });
    expect(many).toMatch(/, 2 more differences$/);
  });

  it("says where nothing differs", () => {
    expect(pairWords(BASE_RECIPE, BASE_RECIPE)[1]).toBe("the same again");
  });
});

describe("an accuracy", () => {
  const classes = (count: number) => Array.from({ length: count }, () => ({ correct: 0, total: 64 }));
  it.each([
    [{ correct: 1947, total: 2048 }, 16, "95.1 %"],
    [{ correct: 129, total: 2048 }, 16, "6.3 %, no better than guessing (1 in 16)"],
    [{ correct: 0, total: 0 }, 16, "no labelled images"],
    // Too few to say anything of guessing.
    [{ correct: 1, total: 5 }, 16, "20.0 %"],
  ])("%j among %d", (score, count, words) => {
    expect(plain(accuracyWords(score, classes(count)))).toBe(words);
  });
});
