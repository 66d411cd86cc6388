import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { WeightSpec } from "#numerics/grid.ts";
import { pythonWith, runPython, skipped } from "../../scripts/python.ts";
import { quantizeStatic } from "../../scripts/quantize-static.ts";
import { attentionNet } from "./fixtures/attention-net.ts";
import { noise } from "./fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "./fixtures/plan.ts";
import { differences, quantizedNumbers } from "./fixtures/quantized-numbers.ts";
import {
  bundledModel,
  isDeliberate,
  observe,
  quantizedByLab,
  REFERENCE_FEEDS,
  REFERENCE_MODELS,
} from "./fixtures/reference-cases.ts";
import { residualFeed, residualNet } from "./fixtures/residual-net.ts";
import type { Feed } from "./fixtures/run.ts";
import type { ModelProto } from "./model/schema/onnx_pb.ts";
import { writeModel } from "./model/write/model.ts";
import { foldBatchNorm } from "./prepare/fold-batch-norm.ts";
import { insertQdq } from "./quantize/qdq/insert-qdq.ts";

const folder = mkdtempSync(join(tmpdir(), "quantization-lab-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

const script = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);
const checker = pythonWith("onnx");

describe.skipIf(!checker)(`ONNX's own checker${skipped(checker, "onnx")}`, () => {
  const asymmetric: WeightSpec = { bits: 3, scheme: "asymmetric", granularity: { kind: "channel" } };
  const attentionFeed = { x: { data: noise(48, 5), dims: [1, 6, 8] } };

  // Tapped and extracted models stay out: the checker wants shapes of outputs that only a runtime infers.
  it.each<[string, ModelProto, Record<string, Feed>]>([
    ["residual", residualNet(), residualFeed(2, 1)],
    ["attention", attentionNet(), attentionFeed],
  ])("accepts what the rewrites make of the %s network", async (name, original, feeds) => {
    const { model } = foldBatchNorm(original);
    writeFileSync(inFolder(`${name}-folded.onnx`), writeModel(model));
    for (const [i, spec] of [PER_TENSOR, PER_CHANNEL, asymmetric].entries()) {
      const quantized = insertQdq(model, await planFor(model, feeds, spec)).model;
      writeFileSync(inFolder(`${name}-${i}.onnx`), writeModel(quantized));
    }
    expect(runPython(checker, script("check_models.py"), [folder])).toBe("");
  });
});

const runtime = pythonWith("onnx", "onnxruntime");

describe.skipIf(!runtime)(`ONNX Runtime's quantize_static${skipped(runtime, "onnx and onnxruntime")}`, () => {
  const settings = (["minmax", "percentile"] as const).flatMap((method) =>
    [false, true].map((perChannel) => ({ method, perChannel })),
  );
  const models: [string, () => ModelProto, Record<string, Feed>][] = [
    ["residual", () => foldBatchNorm(residualNet()).model, residualFeed(4, 1)],
    ...REFERENCE_MODELS.map((id): [string, () => ModelProto, Record<string, Feed>] => [
      id,
      () => bundledModel(id),
      REFERENCE_FEEDS,
    ]),
  ];

  it.each(models)(
    "gives the same tensors, codes and scales for the %s network",
    async (_, open, feeds) => {
      const model = open();
      const jobs = settings.map((setting) => ({ model, feeds, ...setting }));
      const expected = quantizeStatic(runtime, folder, jobs);
      const observed = await observe(model, feeds);
      for (const [i, job] of jobs.entries()) {
        const found = quantizedByLab(observed, job);
        const all = differences(quantizedNumbers(found), quantizedNumbers(expected[i]));
        expect(
          all.filter((difference) => !isDeliberate(difference)),
          `${job.method}, ${job.perChannel}`,
        ).toEqual([]);
      }
    },
    60_000,
  );
});
