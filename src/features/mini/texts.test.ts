import { describe, expect, test } from "vitest";
import { MINI_SETTINGS } from "#lessons/mini/fixtures/mini-settings.ts";
import { type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { parseNumbers } from "#lessons/mini/mini-source.ts";
import { miniSummary } from "#lessons/mini/mini-summary.ts";
import { countZeros, crestFactor, formatRows, zeroRows } from "#lessons/mini/mini-tables.ts";
import { laplace, normal, uniform, withOutliers } from "#statistics/distributions.ts";
import { stepLines, texNumber } from "./formulas.ts";
import {
  bitsPerValue,
  comparison,
  formatTexts,
  pastedText,
  precise,
  qualityLines,
  verdict,
  zeroTexts,
} from "./texts.ts";

const summaryOf = (x: Float32Array, change: Partial<MiniSettings> = {}) =>
  miniSummary(x, miniExperiment(x, 1, { ...MINI_SETTINGS, ...change }));
const x = normal(4096, 1).map((value) => value * 0.5);

describe("numbers", () => {
  test("in TeX and in text keep so many digits, integers all of theirs", () => {
    expect([0, -0.0143214, 65536, 1.23456e-7].map((value) => texNumber(value))).toEqual([
      "0",
      "-0.014321",
      "65536",
      "1.2346\\cdot 10^{-7}",
    ]);
    expect([0, -0.0143214, 1.68e-5].map(precise)).toEqual(["0", "−0.01432", "1.680·10⁻⁵"]);
  });

  test("of a value's steps: a tie and a clipped value are pointed out", () => {
    const [grid] = miniExperiment(Float32Array.of(-3, 3), 1, { ...MINI_SETTINGS, bits: 3 }).grids;
    const notes = (value: number) => stepLines(value, grid, false).flatMap(({ note }) => note ?? []);
    expect(notes(0.5)).toEqual(["Just between two codes: the even one is taken."]);
    expect(notes(4)).toEqual(["Beyond the last code: clipped."]);
    expect(notes(1.2)).toEqual([]);
  });
});

describe("how good it is", () => {
  test("fewer bits are called worse, exactness is called exact", () => {
    const calls = ([8, 7, 5, 4, 2] as const).map((bits) => verdict(summaryOf(x, { bits })));
    expect(new Set(calls.map((text) => text.split(": ")[1])).size).toBe(5);
    expect(verdict(summaryOf(Float32Array.of(0, 1)))).toContain("Nothing is lost");
    expect(verdict(summaryOf(new Float32Array(0)))).toContain("no values");
  });

  test("uniform rounding is the ideal; zeros on the grid err less; clipping is weighed", () => {
    const ideal = (values: Float32Array) =>
      qualityLines(summaryOf(values)).find(({ title }) => title === "Against the ideal");
    expect(ideal(x)?.text).toContain("As the ideal has it");
    const sparse = x.map((value, i) => (i % 2 === 0 ? value : 0));
    expect(ideal(sparse)?.text).toContain("Less than the ideal");
    const clipped = qualityLines(summaryOf(x, { range: { method: "percentile", percent: 90 } }));
    expect(clipped[2].text).toMatch(/^4\d\d of 4,096 values lie beyond the grid/);
  });
});

test("bits per value count scales and zero points; A and B are compared by MSE and by them", () => {
  const outcomeOf = (change: Partial<MiniSettings>) => {
    const own = { ...MINI_SETTINGS, ...change };
    const result = miniExperiment(x, 1, own);
    const { partSize, grids } = result;
    const outcome = { name: "A" as const, settings: own, summary: miniSummary(x, result), partSize };
    return { ...outcome, gridCount: grids.length, firstGrid: grids[0], lookedGrid: grids[0] };
  };
  const groups = outcomeOf({ bits: 4, granularity: { kind: "group", size: 32 } });
  expect(bitsPerValue(groups)).toBe(4 + 32 / 32);
  const asymmetric = outcomeOf({ ...groups.settings, scheme: "asymmetric" });
  expect(bitsPerValue(asymmetric)).toBe(4 + 36 / 32);
  const whole = outcomeOf({ bits: 4 });
  expect(comparison([whole, groups])).toMatch(
    /^The MSE of B is [\d.]+.times smaller than that of A, for 5 bits per value instead of 4\.008\.$/,
  );
  expect(comparison([groups, groups])).toBe("A and B err alike, for as many bits per value.");
  expect(comparison([whole])).toBeUndefined();
});

describe("zero", () => {
  test("shifted values: not on the real-offset grid, an integer zero point outside, exact where deployable", () => {
    const shifted = x.map((value) => value + 5);
    const rows = zeroRows(shifted, MINI_SETTINGS);
    const [real, code, deployable] = rows;
    expect(real.zeroValue).toBe(Math.min(...shifted));
    expect(code.grid.zeroPoint).toBeLessThan(0);
    expect(deployable.zeroValue).toBe(0);
    // The step grows as the range does: from max − min to max.
    const widened = Math.max(...shifted) / (Math.max(...shifted) - Math.min(...shifted));
    expect(deployable.grid.scale / real.grid.scale).toBeCloseTo(widened, 5);
    const texts = zeroTexts(rows, 0).join(" ");
    expect(texts).toContain("lies outside of the codes 0 to 255");
    expect(texts).toContain("what exactness at zero costs");
  });

  test("values about zero: widening costs nothing; zeros of a ReLU are counted", () => {
    const relu = x.map((value) => Math.max(value, -0.1));
    const zeros = countZeros(x.map((value) => Math.max(value, 0)));
    expect(zeros).toBeGreaterThan(1900);
    expect(zeroTexts(zeroRows(relu, MINI_SETTINGS), zeros).join(" ")).toMatch(
      /2,0\d\d of these values.*costs nothing here/,
    );
  });
});

describe("number formats", () => {
  const textOf = (values: Float32Array) => formatTexts(formatRows(values), crestFactor(values)).join(" ");

  test("a uniform distribution suits INT8 and INT4, a normal one NF4, outliers FP8", () => {
    expect(textOf(uniform(4096, 1))).toMatch(/At 8 bits INT8 errs least.*At 4 bits INT4 errs less than NF4/);
    expect(textOf(x)).toMatch(/At 8 bits INT8 errs least.*At 4 bits NF4 errs less than INT4/);
    expect(textOf(withOutliers(4096, 1, 512, 300))).toMatch(/tails are long.*At 8 bits FP8 E4M3 errs least/);
    expect(crestFactor(uniform(4096, 1))).toBeCloseTo(Math.sqrt(3), 1);
    expect(crestFactor(laplace(4096, 1))).toBeGreaterThan(crestFactor(x));
  });

  test("values that every format holds are said to be", () => {
    expect(textOf(Float32Array.of(0, 1, -1))).toContain("without loss");
  });
});

test("what of a text was left out is said, with how much more there was", () => {
  expect(pastedText(parseNumbers("1 2", 10))).toBeNull();
  expect(pastedText(parseNumbers("1 x 2", 10))).toBe("Left out, since it is no number: “x” in line 1.");
  expect(pastedText(parseNumbers("a b c d e f g", 10))).toMatch(/“e” in line 1 and 2 more\.$/);
  expect(pastedText(parseNumbers("1 2 3", 2))).toContain("Only the first");
});
