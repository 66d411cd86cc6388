import { describe, expect, test } from "vitest";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { argmaxRows } from "#experiment/outcomes/predictions.ts";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { bundledLab } from "../fixtures/bundled-lab.ts";
import { contextOf } from "../fixtures/lab.ts";
import { exportModel } from "../handlers/model.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";
import { RunClock } from "../run/run-clock.ts";
import { ensureBuilt } from "./build.ts";

const group = { kind: "group", size: 16 } as const;
const RECIPES: Record<string, Partial<Recipe>> = {
  static: {},
  "static at 4 and 6 bits in groups": {
    weights: { bits: 4, scheme: "asymmetric", granularity: group },
    activations: { bits: 6, scheme: "symmetric" },
  },
  "static with every correction": {
    corrections: { equalize: true, biasCorrection: true, learnedRounding: true },
  },
  dynamic: { mode: "dynamic" },
  "weight-only": {
    mode: "weight-only",
    weights: { bits: 4, scheme: "symmetric", granularity: group },
  },
};
/** One layer each in FP16, in FP32 and at its own bits. */
const MIXED: LayerOverride[] = [
  { precision: "fp16" },
  { precision: "fp32" },
  { weights: { bits: 3 }, activations: { bits: 5 } },
];

describe.each(["mobilenet", "vit"])("%s", async (id) => {
  const { lab, recipe: base } = await bundledLab(id);
  const context = await contextOf(lab);
  const { model, data } = lab;
  const names = model.summary.layers.map(({ name }) => name);
  const mixed = Object.fromEntries(MIXED.map((override, i) => [names[i + 1], override]));

  test.each([...Object.entries(RECIPES), ["mixed", { layers: mixed }] as [string, Partial<Recipe>]])(
    "%s: the exported file, read again, predicts what the lab evaluates",
    async (_, change) => {
      const recipe = { ...base, ...change };
      const { build } = await ensureBuilt(model, data, recipe, context.signal);
      // Attention has no constant weights to quantize dynamically, and depthwise kernels are smaller than a group.
      const expected = ["layer.left-float", "layer.group-too-large"];
      expect(build.notices.filter(({ code }) => !expected.includes(code))).toEqual([]);
      const evaluation = new Evaluation(model, data, recipe, new RunClock(() => {}), context.signal);
      const { indices, source } = evaluation;
      const fp32 = await model.fp32Session("wasm");
      const evaluated = await EngineSession.create(build.bytes, { backend: "wasm" });
      await evaluation.fp32(fp32, indices);
      await evaluation.quantized(evaluated, fp32, indices);
      const { quantized, flips, agreement } = evaluation.compare(fp32, indices);
      expect(agreement.correct).toBeGreaterThan(indices.length / 2);

      const { bytes } = await exportModel({ recipe }, context);
      const exported = await EngineSession.create(writeModel(readModel(bytes)), { backend: "wasm" });
      const flipped = new Map(flips.map((flip) => [flip.index, flip.quantized]));
      const float = new Int32Array(data.evaluation.labels.length).fill(UNKNOWN);
      const options = { outputName: "logits", classCount: data.classCount, fixedBatch: null };
      await predictMissing(fp32, source, indices, float, { ...options, signal: context.signal });
      let right = 0;
      for (const index of indices) {
        const picture = await source.batch(Uint32Array.of(index));
        const { logits } = await exported.run({ input: { data: picture, dims: [1, ...source.dims] } });
        const [predicted] = argmaxRows(logits.data as Float32Array, 1);
        if (predicted === data.evaluation.labels[index]) right++;
        expect(predicted).toBe(flipped.get(index) ?? float[index]);
      }
      expect(right).toBe(quantized.top1.correct);
      await Promise.all([evaluated.release(), exported.release()]);
    },
  );
});
