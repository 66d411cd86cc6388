import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { beforeAfter, errorCounts } from "#lessons/mini/mini-histograms.ts";
import { miniSummary } from "#lessons/mini/mini-summary.ts";
import type { Bits } from "#numerics/grid.ts";
import { errorFormulas, gridFormulas, stepLines, texNumber } from "./formulas.ts";
import { precise } from "./texts.ts";

interface Expected {
  q_i16: string;
  mse: number;
  maxAbsErr: number;
  scale: number;
  zeroPoint?: number;
}
interface Case {
  name: string;
  bits: Bits;
  x_f32: string;
  symmetric: Expected;
  asymmetric: Expected;
}
const file = new URL("../../numerics/fixtures/textbook-formulas.json", import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(file, "utf8")).cases;
const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;

/** What the page shows of a case, beside what PyTorch gave for it. */
function shown({ bits, x_f32, ...expected }: Case, scheme: "symmetric" | "asymmetric") {
  const x = new Float32Array(bytes(x_f32));
  const settings: MiniSettings = {
    bits,
    scheme,
    zero: "textbook",
    granularity: { kind: "tensor" },
    range: { method: "minmax" },
  };
  const result = miniExperiment(x, 1, settings);
  const summary = miniSummary(x, result);
  const codes = new Int16Array(bytes(expected[scheme].q_i16));
  return { x, outcome: { name: "" as const, settings, result, summary }, want: expected[scheme], codes };
}

const numbersOf = (lines: readonly { title: string; numbers?: string }[], title: RegExp) =>
  lines.find((line) => title.test(line.title))?.numbers;

describe.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
  test.each(["symmetric", "asymmetric"] as const)("%s: formulas and numbers are PyTorch's", (scheme) => {
    const { outcome, want } = shown(each, scheme);
    const { settings, result, summary } = outcome;
    const grid = gridFormulas(settings, result.grids[0]);
    expect(numbersOf(grid, /^Step/)).toMatch(ending(texNumber(want.scale)));
    if (want.zeroPoint !== undefined)
      expect(numbersOf(grid, /^Zero point/)).toMatch(ending(String(want.zeroPoint)));
    const error = errorFormulas(summary, 1, result.grids[0].scale);
    expect(numbersOf(error, /^Mean squared/)).toMatch(ending(texNumber(want.mse, 4)));
    expect(numbersOf(error, /^Largest/)).toContain(`= ${texNumber(want.maxAbsErr, 4)} =`);
    expect(precise(summary.mse)).toBe(precise(want.mse));
  });

  test.each(["symmetric", "asymmetric"] as const)(
    "%s: spikes hold PyTorch's codes, steps lead to them",
    (scheme) => {
      const { x, outcome, codes } = shown(each, scheme);
      const [grid] = outcome.result.grids;
      const { spikes } = beforeAfter(x, outcome.result);
      const counted = spikes.map(({ at, count }) => [Math.round(at / grid.scale) + grid.zeroPoint, count]);
      const wanted = new Map<number, number>();
      for (const code of codes.toSorted()) wanted.set(code, (wanted.get(code) ?? 0) + 1);
      expect(counted).toEqual([...wanted]);
      const { counts } = errorCounts(x, outcome.result);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(x.length);
      for (let i = 0; i < 20; i++) {
        const clamp = stepLines(x[i], grid, false).find(({ title }) => title.startsWith("Clamp"));
        expect(clamp?.tex).toMatch(ending(String(codes[i])));
      }
    },
  );
});

const ending = (text: string) => new RegExp(`= ${text.replace(/[\\{}.^*+?$()|[\]]/g, "\\$&")}$`);
