import { describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import type { SweepDirection, SweepRow, SweepWhole } from "#protocol/sensitivity.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import { sweepAnswer } from "./sweep-answer.ts";

interface Counts {
  lost: number;
  gained?: number;
  back?: number;
  changed?: number;
  sqnrDb?: number;
}

const measured = (total: number, { lost, gained = 0, changed = lost + gained, sqnrDb = 30 }: Counts) => ({
  top1: { correct: Math.max(0, total - 20 - lost + gained), total },
  lost,
  gained,
  agreement: { correct: Math.max(total, 200) - changed, total: total === 0 ? 0 : 200 },
  outputSqnrDb: sqnrDb,
});

function record(
  direction: SweepDirection,
  whole: Counts,
  layers: Record<string, Counts>,
  change: (part: SweepWhole) => Partial<SweepWhole> = () => ({}),
): SweepRecord {
  const part = (counts: Counts): SweepWhole => {
    const known = measured(200, counts);
    return { ...known, ...change(known) };
  };
  const rows = Object.entries(layers).map(
    ([layer, counts]): SweepRow => ({
      layer,
      ...part(counts),
      againstWhole: { lost: 0, gained: counts.back ?? 0 },
    }),
  );
  return {
    ...{ recipe: {} as Recipe, direction, rows, total: rows.length },
    ...{ fp32: { top1: { correct: 180, total: 200 } }, whole: part(whole) },
    finished: { pictures: 200, cost: null },
  };
}
const answer = (...args: Parameters<typeof record>) => sweepAnswer(record(...args)).replaceAll("\u00a0", " ");

describe("an output that is not a number", () => {
  const none = () => ({ top1: { correct: 0, total: 0 }, agreement: { correct: 0, total: 0 } });

  it("is the worst that a layer can do, and the most that one can bring back", () => {
    const layers = { a: { lost: 0, sqnrDb: 9 }, b: { lost: 0, sqnrDb: Number.NaN }, c: { lost: 0 } };
    expect(answer("only", { lost: 0 }, layers, none)).toBe(
      "Quantizing only b leaves an output that cannot be held against FP32’s: it is not a number for some item.",
    );
    const broken = { lost: 0, sqnrDb: Number.NaN };
    const saved = { a: broken, b: { lost: 0, sqnrDb: 9 }, c: broken };
    expect(answer("all-but", broken, saved, none)).toBe(
      "Keeping only b in FP32 brings the output from not a number to 9.0 dB SQNR, the most of 3 layers.",
    );
  });
});

describe("only one layer quantized", () => {
  it("names what costs more than chance and counts the rest", () => {
    expect(answer("only", { lost: 10 }, { a: { lost: 3 }, b: { lost: 10, gained: 1 }, c: { lost: 0 } })).toBe(
      "Quantizing only b costs 4.5 points; 2 of 3 layers cost nothing measurable. The whole recipe costs 5.0 points.",
    );
    expect(answer("only", { lost: 3 }, { a: { lost: 8 }, b: { lost: 7 } })).toBe(
      "Quantizing only a costs 4.0 points, only b 3.5 points; no layer is free of cost.",
    );
  });

  it("sells no chance as a finding, but says if all together cost something", () => {
    const layers = { a: { lost: 5 }, b: { lost: 3, gained: 4 } };
    expect(answer("only", { lost: 12 }, layers)).toBe(
      "No layer on its own costs more than chance explains on 200 pictures. The whole recipe costs 6.0 points.",
    );
    expect(answer("only", { lost: 4, gained: 2 }, layers)).toBe(
      "No layer on its own costs more than chance explains on 200 pictures. Nor does the whole recipe.",
    );
  });

  it("counts changed predictions without labels, and noise without classes", () => {
    const layers = { a: { lost: 0, changed: 4, sqnrDb: 20 }, b: { lost: 0, changed: 9, sqnrDb: 25 } };
    const noLabels = () => ({ top1: { correct: 0, total: 0 } });
    expect(answer("only", { lost: 0 }, layers, noLabels)).toBe(
      "Quantizing only b changes 4.5 % of the predictions, the most of 2 layers.",
    );
    const noClasses = () => ({ ...noLabels(), agreement: { correct: 0, total: 0 } });
    expect(answer("only", { lost: 0 }, layers, noClasses)).toBe(
      "Quantizing only a leaves the output at 20.0 dB SQNR, the lowest of 2 layers.",
    );
  });
});

describe("all but one layer quantized", () => {
  it("says what comes back of the recipe's loss", () => {
    expect(
      answer("all-but", { lost: 20, gained: 2 }, { a: { lost: 12, back: 8 }, b: { lost: 18, back: 2 } }),
    ).toBe(
      "Keeping only a in FP32 brings back 4.0 points of the 9.0 points that the recipe costs; no other layer brings back a measurable part.",
    );
  });

  it("has nothing to bring back where the recipe costs nothing", () => {
    expect(answer("all-but", { lost: 3, gained: 2 }, { a: { lost: 1, back: 2 } })).toBe(
      "The whole recipe costs nothing measurable (within chance: 3 pictures lost, 2 gained, p = 0.69), so there is nothing that one layer could bring back.",
    );
  });
});

it("says nothing before the first layer, and while layers are missing that they are", () => {
  expect(answer("only", { lost: 3 }, {})).toBe("");
  const cut = { ...record("only", { lost: 3 }, { a: { lost: 12 } }), finished: null };
  expect(sweepAnswer(cut)).toMatch(/^So far: quantizing only a costs 6.0/);
});
