import { describe, expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { run, variant } from "./fixtures/log-entry.ts";
import { logFile, readLogFile } from "./log-file.ts";

describe("a log file", () => {
  it("gives back what was put in, and each id once", async () => {
    const runs = [run, { ...run, id: "b", origin: "Broken: Dark", discordant: null, outputSqnrDb: 12.5 }];
    expect(await readLogFile(new Blob([logFile(runs)]))).toEqual(runs);
    const hostile = [Number.NaN, Infinity, -Infinity].map((outputSqnrDb, i) => ({
      ...run,
      id: String(i),
      outputSqnrDb,
    }));
    expect(await readLogFile(new Blob([logFile(hostile)]))).toEqual(hostile);
    expect(await readLogFile(new Blob([logFile([...runs, { ...run, name: "again" }])]))).toEqual(runs);
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
  ])("with a fault at “%s” is refused", async (path, value) => {
    const json = value === "text" ? "no JSON at all" : JSON.stringify(value);
    const error: unknown = await readLogFile(new Blob([json])).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: "log.invalid", details: { path } });
  });

  it("that is far too large is refused before it is read", async () => {
    const large = new Blob([logFile([run]), new Uint8Array(20_000_000)]);
    large.text = () => Promise.reject(new Error("read"));
    await expect(readLogFile(large)).rejects.toMatchObject({
      code: "log.invalid",
      details: { problem: "larger than 20 MB" },
    });
  });
});
