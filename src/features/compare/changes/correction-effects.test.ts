import { expect, it } from "vitest";
import type { CorrectionEffects } from "#experiment/result.ts";
import { correctionEffects } from "./correction-effects.ts";

const off: CorrectionEffects = { equalization: null, biasCorrection: null, learnedRounding: null };
const plain = (text: string) => text.replaceAll("\u00a0", " ");

it("says nothing of what was off, and that nothing was to be done where it was on in vain", () => {
  expect(correctionEffects(off)).toEqual([]);
  const [effect] = correctionEffects({ ...off, equalization: [] });
  expect(effect.summary).toMatch(/^Nothing was to be done/);
});

it("tells equalized pairs by their spread, the most uneven first", () => {
  const pair = (first: string, before: number, after: number) =>
    ({
      first,
      second: `${first}'`,
      rangeSpreadBefore: before,
      rangeSpreadAfter: after,
      activation: "relu",
    }) as const;
  const [effect] = correctionEffects({ ...off, equalization: [pair("a", 10, 2), pair("b", 1000, 4)] });
  expect(effect.rows.map(({ name }) => name)).toEqual(["b → b'", "a → a'"]);
  expect(effect.summary).toContain("2 pairs of layers rescaled");
  expect(effect.summary).toContain("×505 as far as its narrowest before, ×3.00 after");
});

it("counts what learned rounding changed and what it left of the error", () => {
  const layer = (name: string, nearest: number, learned: number, changed: number) => ({
    ...{ name, outputMseNearest: nearest, outputMseLearned: learned, changed, elementCount: 100 },
  });
  const layers = [layer("a", 1, 0.5, 10), layer("b", 2, 0.2, 20), layer("exact", 0, 0, 0)];
  const [effect] = correctionEffects({ ...off, learnedRounding: layers });
  expect(plain(effect.summary)).toContain("10.0 % of the weights");
  expect(plain(effect.summary)).toContain("falls to 30.0 % of");
  expect(effect.rows[0]).toEqual({ name: "b", before: 2, after: 0.2, more: ["20 of 100"] });
});

it("tells the shift of biases in the unit of the outputs", () => {
  const [effect] = correctionEffects({
    ...off,
    biasCorrection: [{ name: "a", meanShiftBefore: 0.5, meanShiftAfter: 0.001 }],
  });
  expect(effect.summary).toContain("1 layer corrected");
  expect(effect.summary).toContain("off by 0.50 before and is by 0.0010 now");
});
