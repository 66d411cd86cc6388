import { describe, expect, it } from "vitest";
import type { LayerResult, VariantResult } from "#experiment/result.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { verdictOf } from "./verdict.ts";

const variant = (correct: number, sizeBytes: number, median: number | null): VariantResult => ({
  top1: { correct, total: 1000 },
  perClass: [],
  sizeBytes,
  weightBytes: sizeBytes,
  activationBytes: null,
  latencyMs: median === null ? null : { median, p10: median, p90: median, runs: 1, warmup: 1 },
});
/** The `i`th of a chain of layers. */
const layer = (i: number, sqnrDb: number) =>
  ({
    name: `layer ${i}`,
    from: i > 0 ? [`layer ${i - 1}`] : [],
    output: { mse: 0, sqnrDb, maxAbsError: 0 },
  }) as LayerResult;
const output = (name: string, sqnrDb: number, cosine: number) =>
  ({ name, sqnrDb, cosine, items: 24, notFinite: ALL_FINITE }) as OutputComparison;
const unlabelled = (sizeBytes: number): VariantResult => ({
  ...variant(0, sizeBytes, null),
  top1: { correct: 0, total: 0 },
});
const run = (
  fp32: VariantResult,
  quantized: VariantResult,
  layers: LayerResult[] = [],
  fp32Backend = "wasm",
) =>
  ({
    result: {
      recipe: { mode: "static", weights: { bits: 8 }, activations: { bits: 8 } },
      fp32,
      quantized,
      layers,
      flips: [],
      environment: { fp32: { backend: fp32Backend }, quantized: { backend: "wasm" } },
      agreement: { correct: 390, total: 400 },
      outputs: [output("logits", 31.24, 0.99912)],
    },
    task: "classification",
    quantizedAlready: null,
  }) as unknown as RunRecord;
/** The same run with so many pictures lost and gained. */
const withFlips = (record: RunRecord, lost: number, gained: number): RunRecord => ({
  ...record,
  result: {
    ...record.result,
    flips: [
      ...Array.from({ length: lost }, (_, index) => ({ index, label: 0, fp32: 0, quantized: 1 })),
      ...Array.from({ length: gained }, (_, i) => ({ index: lost + i, label: 0, fp32: 1, quantized: 0 })),
    ],
  },
});
const sentence = (record: RunRecord) => verdictOf(record).sentence.replaceAll("\u00a0", " ");

describe("verdict", () => {
  it("answers in one sentence", () => {
    expect(sentence(withFlips(run(variant(934, 370, 1), variant(931, 100, 1.2)), 5, 2))).toBe(
      "INT8 keeps 93.1 of 93.4 % (5 pictures lost, 2 gained: within chance, p = 0.29), 3.7 times smaller, 1.2 times slower here.",
    );
  });

  it("says when a loss of a few pictures is one", () => {
    expect(sentence(withFlips(run(variant(934, 370, null), variant(925, 100, null)), 9, 0))).toContain(
      "(9 pictures lost, 0 gained: more than chance, p = 0.002)",
    );
    expect(sentence(withFlips(run(variant(934, 370, null), variant(935, 100, null)), 0, 1))).toContain(
      "INT8 scores 93.5 %, FP32 93.4 % (0 pictures lost, 1 gained: within chance, p = 0.50)",
    );
  });

  it("calls a collapse a fall, and leaves out a time that was not measured", () => {
    expect(sentence(withFlips(run(variant(934, 370, null), variant(121, 100, null)), 820, 7))).toBe(
      "INT8 falls from 93.4 % to 12.1 % (820 pictures lost, 7 gained: more than chance, p < 0.001), 3.7 times smaller.",
    );
  });

  it("says so where the times are of different backends", () => {
    expect(sentence(withFlips(run(variant(934, 370, 100), variant(931, 100, 1), [], "webgpu"), 5, 2))).toBe(
      "INT8 keeps 93.1 of 93.4 % (5 pictures lost, 2 gained: within chance, p = 0.29), 3.7 times smaller, times not compared.",
    );
  });

  it("does not call a hair's breadth slower or faster", () => {
    expect(sentence(run(variant(934, 100, 1), variant(934, 100, 1.03)))).toBe(
      "INT8 keeps all of 93.4 % (no picture lost or gained), the same size, as fast here.",
    );
  });

  it("does not praise keeping nothing", () => {
    expect(sentence(run(variant(0, 370, null), variant(0, 100, null)))).toBe(
      "INT8 has nothing right, as FP32 (no picture lost or gained), 3.7 times smaller.",
    );
  });

  it("tells agreement where there are no labels", () => {
    expect(sentence(run(unlabelled(370), unlabelled(100)))).toBe(
      "INT8 predicts as FP32 on 97.5 % of 400 unlabelled pictures, logits at 31.2 dB SQNR, 3.7 times smaller.",
    );
  });

  it("names the worst output of a model that is no classifier", () => {
    const record = run(unlabelled(370), unlabelled(100));
    const outputs = [output("boxes", 40, 1), output("scores", 18.31, 0.99)];
    expect(
      sentence({ ...record, task: "other", result: { ...record.result, outputs: outputs.slice(1) } }),
    ).toBe("INT8 keeps its output at 18.3 dB SQNR to FP32 (cosine 0.9900), 3.7 times smaller.");
    expect(sentence({ ...record, task: "other", result: { ...record.result, outputs } })).toContain(
      "“scores”, the worst of 2 outputs, at 18.3 dB",
    );
  });

  it("says of an output that is not a number that it is none, not that nothing was lost", () => {
    const record = { ...run(unlabelled(370), unlabelled(100)), task: "other" as const };
    const broken = (change: Partial<OutputComparison>) =>
      sentence({ ...record, result: { ...record.result, outputs: [{ ...output("y", 40, 1), ...change }] } });
    expect(broken({ notFinite: { fp32Only: 1, quantizedOnly: 5, both: 0 } })).toBe(
      "INT8 keeps its output at 40.0 dB SQNR to FP32 (cosine 1.0000), 3.7 times smaller, but gives NaN or infinity for 5 of 24 items where FP32 gives numbers.",
    );
    expect(broken({ notFinite: { fp32Only: 3, quantizedOnly: 0, both: 0 } })).not.toContain("NaN");
    expect(broken({ sqnrDb: Number.NaN, cosine: Number.NaN })).toBe(
      "INT8 was built, and no item can be compared with FP32, 3.7 times smaller.",
    );
    expect(broken({ sqnrDb: Infinity })).toContain("at ∞ dB (no error) SQNR");
  });

  it("compares nothing where the model came quantized", () => {
    const record = run(variant(934, 100, 1), variant(934, 100, 1));
    expect(sentence({ ...record, quantizedAlready: { kind: "QDQ", nodes: 4, floatLayers: [] } })).toBe(
      "Quantized already, evaluated as it is: 93.4 % on 1,000 pictures.",
    );
  });

  it("names the few layers at which the error jumps", () => {
    const layers = [40, 40, 39, 20, 20, 19.8, 15, 15].map((db, i) => layer(i, db));
    const verdict = verdictOf(run(variant(934, 370, 1), variant(931, 100, 1), layers));
    expect(verdict.carriers).toEqual(["layer 6"]);
    expect(verdict.sentence).toContain("one layer adds most of the error");
  });

  it("names none where the error builds up evenly", () => {
    const layers = Array.from({ length: 20 }, (_, i) => layer(i, -10 * Math.log10((i + 1) / 1000)));
    expect(verdictOf(run(variant(934, 370, 1), variant(931, 100, 1), layers)).carriers).toEqual([]);
  });
});
