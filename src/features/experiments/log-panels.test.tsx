import { describe, expect, test } from "vitest";
import { run, variant } from "#share/fixtures/log-entry.ts";
import type { LogEntry } from "#share/log-file.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { ComparedRuns } from "./ComparedRuns.tsx";
import { LogTable } from "./ExperimentsTab.tsx";

const NONE = { correct: 0, total: 0 };
const entry = (id: string, change: Partial<LogEntry> = {}): LogEntry => ({
  ...{ ...run, id, name: id, note: "", pinned: false },
  quantized: { ...variant, top1: { correct: 92, total: 100 }, sizeBytes: 250 },
  outputSqnrDb: 18.25,
  ...change,
});
const unlabelled = entry("unlabelled", {
  fp32: { ...variant, top1: NONE },
  quantized: { ...variant, top1: NONE, latencyMs: null },
  ...{ discordant: null, outputSqnrDb: Number.NaN },
});
const noClassifier = entry("no classifier", {
  fp32: { ...variant, top1: NONE },
  quantized: { ...variant, top1: NONE },
  ...{ agreement: NONE, discordant: null, outputSqnrDb: null },
});

describe("the table of the log", () => {
  const rowsOf = (log: LogEntry[]) =>
    draw(<LogTable log={log} selected={null} onSelect={() => undefined} />).rows("Runs");

  test("says accuracy, its difference, agreement, noise and cost of each run", () => {
    expect(rowsOf([entry("scored")]).scored.slice(3)).toEqual([
      ...["95.0 %", "92.0 %", "−3.0 points", "99.0 %", "18.3 dB", "250 B", "1.00 ms"],
    ]);
  });

  test("has a dash for what was not measured, and words for what is not a number", () => {
    const rows = rowsOf([unlabelled, noClassifier]);
    expect(rows.unlabelled.slice(3)).toEqual(["–", "–", "–", "99.0 %", "no number", "1.0 kB", "–"]);
    expect(rows["no classifier"].slice(3)).toEqual(["–", "–", "–", "–", "–", "1.0 kB", "1.00 ms"]);
  });

  test("has pinned runs first, and no row of no run", () => {
    expect(Object.keys(rowsOf([entry("a"), entry("b", { pinned: true })]))).toEqual(["b", "a"]);
    expect(rowsOf([])).toEqual({});
  });
});

describe("runs side by side", () => {
  const compare = (...log: LogEntry[]) =>
    draw(<ComparedRuns log={log} />, labWith({ comparedRuns: log.map(({ id }) => id) }));

  test("have their measures and the options in which they differ", () => {
    const four = entry("four", { recipe: { ...run.recipe, weights: { ...run.recipe.weights, bits: 4 } } });
    const { rows, text } = compare(entry("eight"), four);
    const table = rows("Runs side by side");
    expect(table["Top-1"]).toEqual(["95.0 % of 100", "92.0 % of 100", "92.0 % of 100"]);
    expect(table["Against FP32"][1]).toBe("2 lost, 1 gained: within chance");
    expect(
      Object.entries(table).filter(([, [fp32, a, b]]) => fp32 === "–" && a === "8" && b === "4"),
    ).toHaveLength(1);
    expect(text()).toContain("four against eight: ");
  });

  test("say a dash where nothing has a label, and that a noise is not a number", () => {
    const table = compare(unlabelled, noClassifier).rows("Runs side by side");
    expect(table["Top-1"]).toEqual(["–", "–", "–"]);
    expect(table["SQNR of the output"]).toEqual(["–", "not a number", "–"]);
  });

  test("ask for a second run where one is ticked", () => {
    expect(compare(entry("alone")).text()).toContain("“alone” is ticked: tick another to compare it with.");
  });
});
