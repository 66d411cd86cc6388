import { expect, it } from "vitest";
import type { Finding } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { reportJson } from "./report-json.ts";

it("writes the report without what only the page needs, and NaN and the infinities each by name", () => {
  const result = {
    recipe: { version: 1 },
    agreement: { correct: 1, total: 2 },
    flips: [{ index: 0 }],
    phaseMs: { prepare: 1 },
    layers: [
      { name: "a", output: { mse: 0, sqnrDb: Number.POSITIVE_INFINITY, maxAbsError: 0 } },
      { name: "b", output: { mse: Number.NaN, sqnrDb: Number.NEGATIVE_INFINITY, maxAbsError: 1 } },
    ],
    floatNodes: [],
  } as unknown as RunResult;
  const finding = {
    id: "few-pictures",
    table: { rows: [["conv", Number.POSITIVE_INFINITY]] },
  } as unknown as Finding;
  const report = JSON.parse(reportJson(result, [finding]));
  expect(report).toMatchObject({
    version: 1,
    recipe: { version: 1 },
    agreement: { correct: 1 },
    diagnosis: [{ id: "few-pictures", table: { rows: [["conv", "Infinity"]] } }],
  });
  expect(report.layers.map(({ output }: { output: object }) => output)).toEqual([
    { mse: 0, sqnrDb: "Infinity", maxAbsError: 0 },
    { mse: "NaN", sqnrDb: "-Infinity", maxAbsError: 1 },
  ]);
  expect(report).not.toHaveProperty("flips");
});
