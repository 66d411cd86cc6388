import { expect, it } from "vitest";
import type { Finding } from "#core/report.ts";
import type { RunResult } from "#protocol/messages.ts";
import { reportJson } from "./report-json.ts";

it("writes the report without what only the page needs, and infinity as null", () => {
  const result = {
    recipe: { version: 1 },
    agreement: { correct: 1, total: 2 },
    flips: [{ index: 0 }],
    phaseMs: { prepare: 1 },
    layers: [{ name: "a", output: { mse: 0, sqnrDb: Number.POSITIVE_INFINITY, maxAbsError: 0 } }],
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
    diagnosis: [{ id: "few-pictures", table: { rows: [["conv", null]] } }],
  });
  expect(report.layers[0].output.sqnrDb).toBeNull();
  expect(report).not.toHaveProperty("flips");
});
