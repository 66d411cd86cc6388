import { describe, expect, it } from "vitest";
import type { LayerResult, VariantResult } from "#core/report.ts";
import type { RunResult } from "#protocol/messages.ts";
import { verdictOf } from "./verdict.ts";

const variant = (correct: number, sizeBytes: number, median: number | null): VariantResult => ({
  top1: { correct, total: 1000 },
  perClass: [],
  sizeBytes,
  weightBytes: sizeBytes,
  latencyMs: median === null ? null : { median, p10: median, p90: median, runs: 1, warmup: 1 },
});
const layer = (name: string, sqnrDb: number) =>
  ({ name, output: { mse: 0, sqnrDb, maxAbsError: 0 } }) as LayerResult;
const run = (
  fp32: VariantResult,
  quantized: VariantResult,
  layers: LayerResult[] = [],
  fp32Backend = "wasm",
) =>
  ({
    recipe: { mode: "static", weights: { bits: 8 }, activations: { bits: 8 } },
    fp32,
    quantized,
    layers,
    environment: { fp32: { backend: fp32Backend }, quantized: { backend: "wasm" } },
  }) as unknown as RunResult;
const sentence = (result: RunResult) => verdictOf(result).sentence.replaceAll("\u00a0", " ");

describe("verdict", () => {
  it("answers in one sentence", () => {
    expect(sentence(run(variant(934, 370, 1), variant(931, 100, 1.2)))).toBe(
      "INT8 keeps 93.1 of 93.4 %, 3.7 times smaller, 1.2 times slower here.",
    );
  });

  it("calls a collapse a fall, and leaves out a time that was not measured", () => {
    expect(sentence(run(variant(934, 370, null), variant(121, 100, null)))).toBe(
      "INT8 falls from 93.4 % to 12.1 %, 3.7 times smaller.",
    );
  });

  it("leaves out a time that compares different backends", () => {
    expect(sentence(run(variant(934, 370, 100), variant(931, 100, 1), [], "webgpu"))).toBe(
      "INT8 keeps 93.1 of 93.4 %, 3.7 times smaller.",
    );
  });

  it("does not call a hair's breadth slower or faster", () => {
    expect(sentence(run(variant(934, 100, 1), variant(934, 100, 1.03)))).toBe(
      "INT8 keeps all of 93.4 %, the same size, as fast here.",
    );
  });

  it("names the few layers at which the error jumps", () => {
    const layers = [40, 40, 39, 20, 20, 19.8, 15, 15].map((db, i) => layer(`layer ${i}`, db));
    const verdict = verdictOf(run(variant(934, 370, 1), variant(931, 100, 1), layers));
    expect(verdict.carriers).toEqual(["layer 6"]);
    expect(verdict.sentence).toContain("one layer adds most of the error");
  });

  it("names none where the error builds up evenly", () => {
    const layers = Array.from({ length: 20 }, (_, i) =>
      layer(`layer ${i}`, -10 * Math.log10((i + 1) / 1000)),
    );
    expect(verdictOf(run(variant(934, 370, 1), variant(931, 100, 1), layers)).carriers).toEqual([]);
  });
});
