import { describe, expect, it } from "vitest";
import { LabError } from "#core/lab-error.ts";
import { BASE_RECIPE } from "./base-recipe.ts";
import { type LogEntry, logFile, parseLogFile } from "./log-file.ts";

const variant: LogEntry["fp32"] = {
  top1: { correct: 95, total: 100 },
  sizeBytes: 1000,
  weightBytes: 900,
  latencyMs: { median: 1, p10: 0.9, p90: 1.2 },
  backend: "wasm",
  threads: 1,
};
const run: LogEntry = {
  id: "a",
  finishedAt: 1_700_000_000_000,
  name: "4 bits",
  note: "worse on <b>cats</b>",
  pinned: true,
  modelName: "MobileNet",
  recipe: BASE_RECIPE,
  fp32: variant,
  quantized: { ...variant, latencyMs: null },
  agreement: { correct: 99, total: 100 },
  discordant: { lost: 2, gained: 1 },
  outputSqnrDb: null,
  lab: "0.1.0",
  runtime: "onnxruntime-web 1.30.0",
};

describe("a log file", () => {
  it("gives back what was put in", () => {
    const runs = [run, { ...run, id: "b", discordant: null, outputSqnrDb: 12.5 }];
    expect(parseLogFile(logFile(runs))).toEqual(runs);
  });

  it.each<[string, unknown]>([
    ["", "text"],
    ["kind", { version: 1, runs: [] }],
    ["version", { kind: "quantization-lab.log", version: 2, runs: [] }],
    ["runs.0.recipe", { ...JSON.parse(logFile([run])), runs: [{ ...run, recipe: { version: 9 } }] }],
    [
      "runs.0.fp32.top1",
      { ...JSON.parse(logFile([{ ...run, fp32: { ...variant, top1: { correct: 2, total: 1 } } }])) },
    ],
    ["runs.0.more", { ...JSON.parse(logFile([run])), runs: [{ ...run, more: 1 }] }],
  ])("with a fault at “%s” is refused", (path, value) => {
    const json = value === "text" ? "no JSON at all" : JSON.stringify(value);
    try {
      parseLogFile(json);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(LabError);
      expect((error as LabError).code).toBe("log.invalid");
      expect((error as LabError).details.path).toBe(path);
    }
  });
});
