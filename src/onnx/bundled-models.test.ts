import { existsSync, readFileSync } from "node:fs";
import { equals } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import type { AffineParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { noise } from "./fixtures/build.ts";
import { dequantizedModel } from "./fixtures/dequantized-model.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "./fixtures/plan.ts";
import { maxDifference, run } from "./fixtures/run.ts";
import { quantizableLayers } from "./layers/layers.ts";
import { graphView } from "./model/graph/graph.ts";
import { readModel } from "./model/read/model.ts";
import { ModelProtoSchema } from "./model/schema/onnx_pb.ts";
import { writeModel } from "./model/write/model.ts";
import { foldBatchNorm } from "./prepare/fold-batch-norm.ts";
import { insertQdq } from "./quantize/qdq/insert-qdq.ts";
import { weightOnly } from "./quantize/weight-only.ts";
import { summarize } from "./recognize/summary.ts";

interface Entry {
  id: string;
  file: string;
  input: string;
  output: string;
  parameters: number;
  preprocess: { size: number };
}

const folder = new URL("../../public/models/", import.meta.url);
const index = new URL("index.json", folder);
const entries: Entry[] = existsSync(index) ? JSON.parse(readFileSync(index, "utf8")).models : [];

describe.skipIf(entries.length === 0).each(entries)(
  "bundled model $id",
  ({ file, input, output, parameters, preprocess }) => {
    const bytes = readFileSync(new URL(file, folder));
    const original = readModel(bytes);
    const { model, folded } = foldBatchNorm(original);
    const { size } = preprocess;
    const feeds = { [input]: { data: noise(4 * 3 * size * size, 1, 2), dims: [4, 3, size, size] } };

    it("is written as it was read", () => {
      expect(equals(ModelProtoSchema, readModel(writeModel(original)), original)).toBe(true);
    });

    it("has as many parameters as the catalogue says", () => {
      expect(summarize(original).parameterCount).toBe(parameters);
    });

    it("counts dequantized weights as the parameters that they stand for", () => {
      const layers = new Map(
        quantizableLayers(graphView(model)).layers.map(({ name }) => [name, { weights: PER_CHANNEL }]),
      );
      const result = weightOnly(model, { mode: "weight-only", layers, activations: new Map() });
      expect(summarize(result.model).parameterCount).toBe(summarize(model).parameterCount);
    });

    it("is the same function with its BatchNorms folded", async () => {
      expect(summarize(original).foldedBatchNorms).toBe(folded.length);
      expect(model.graph?.node.some(({ opType }) => opType === "BatchNormalization")).toBe(false);
      const [before, after] = [await run(original, feeds, "disabled"), await run(model, feeds, "disabled")];
      const range = Math.max(...before[output].data.map(Math.abs));
      expect(maxDifference(after[output].data, before[output].data)).toBeLessThan(1e-4 * range);
    });

    it.each([
      ["per tensor", PER_TENSOR],
      ["per channel", PER_CHANNEL],
    ])("runs quantized %s, integer kernels and simulation alike", async (_, spec) => {
      const plan = await planFor(model, feeds, spec);
      const { model: quantized, layers } = insertQdq(model, plan);
      expect(layers.every(({ precision, clampedBiases }) => precision === "int" && clampedBiases === 0)).toBe(
        true,
      );
      expect(summarize(quantized).weightBytes).toBeLessThan(0.35 * summarize(model).weightBytes);
      const [simulated, integer] = [await run(quantized, feeds, "disabled"), await run(quantized, feeds)];
      const { scale } = plan.activations.get(output) as AffineParams;
      expect(maxDifference(integer[output].data, simulated[output].data)).toBeLessThan(16 * scale);
    });

    it.each<[string, WeightSpec, number]>([
      ["8 bits per channel", PER_CHANNEL, 0.35],
      ["4 bits per channel", { ...PER_CHANNEL, bits: 4 }, 0.21],
      ["4 bits in groups", { bits: 4, scheme: "asymmetric", granularity: { kind: "group", size: 32 } }, 0.24],
    ])("runs with its weights alone stored in %s", async (_, weights, share) => {
      const names = quantizableLayers(graphView(model)).layers.map(({ name }) => name);
      const layers = new Map(names.map((name) => [name, { weights }]));
      const result = weightOnly(model, { mode: "weight-only", layers, activations: new Map() });
      const file = writeModel(result.model);
      expect(file.length).toBeLessThan(share * bytes.length);
      const meant = await run(dequantizedModel(model, result.layers), feeds);
      const range = Math.max(...meant[output].data.map(Math.abs));
      for (const level of ["disabled", "all"] as const) {
        const found = await run(readModel(file), feeds, level);
        expect(maxDifference(found[output].data, meant[output].data)).toBeLessThan(1e-4 * range);
      }
    });

    it("runs with grouped weights between quantized activations, fused and unfused alike", async () => {
      const plan = await planFor(model, feeds, { ...PER_CHANNEL, granularity: { kind: "group", size: 24 } });
      const { model: quantized } = insertQdq(model, plan);
      const [simulated, integer] = [await run(quantized, feeds, "disabled"), await run(quantized, feeds)];
      const { scale } = plan.activations.get(output) as AffineParams;
      expect(maxDifference(integer[output].data, simulated[output].data)).toBeLessThan(16 * scale);
    });
  },
);
