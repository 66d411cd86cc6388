import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Granularity, WeightSpec } from "#numerics/grid.ts";
import { dequantizeWeights, type QuantizedTensor } from "#numerics/weights/weights.ts";
import { pythonWith, runPython, skipped } from "../../../scripts/python.ts";
import { KINDS, LAYER, oneLayer, withOwnFunction } from "../fixtures/every-weight.ts";
import { writeModel } from "../model/write/model.ts";
import { weightOnly } from "./weight-only.ts";

const checker = pythonWith("onnx");
const folder = mkdtempSync(join(tmpdir(), "quantization-lab-weights-"));
afterAll(() => rmSync(folder, { recursive: true }));

const GRANULARITIES: Granularity[] = [
  { kind: "tensor" },
  { kind: "channel" },
  { kind: "group", size: 5 },
  { kind: "group", size: 16 },
];
const specs = (["symmetric", "asymmetric"] as const).flatMap((scheme) =>
  ([8, 4] as const).flatMap((bits) =>
    GRANULARITIES.map((granularity): WeightSpec => ({ bits, scheme, granularity })),
  ),
);

describe.skipIf(!checker)(`ONNX in Python${skipped(checker, "onnx")}`, () => {
  const expected = new Map<string, Float32Array>();

  // The reference evaluator has no DequantizeLinear of operator sets below 19.
  beforeAll(() => {
    for (const [name, { w }] of Object.entries(KINDS)) {
      const models = { raised: oneLayer(name, 19), kept: withOwnFunction(oneLayer(name, 19)) };
      for (const [form, model] of Object.entries(models)) {
        for (const [i, weights] of specs.entries()) {
          const layers = new Map([[LAYER, { weights }]]);
          const built = weightOnly(model, { mode: "weight-only", layers, activations: new Map() });
          const file = `${name}-${i}-${form}`;
          writeFileSync(join(folder, `${file}.onnx`), writeModel(built.model));
          expected.set(file, dequantizeWeights(built.layers[0].weights as QuantizedTensor, w));
        }
      }
    }
  });

  it("accepts every form of weights with its checker and shape inference", () => {
    expect(runPython(checker, new URL("../fixtures/check_models.py", import.meta.url), [folder])).toBe("");
  });

  it("reads the same weights from them with its reference evaluator", () => {
    runPython(checker, new URL("../fixtures/evaluate_weights.py", import.meta.url), [folder]);
    for (const [file, weights] of expected) {
      const found = readFileSync(join(folder, `${file}.bin`));
      expect(new Float32Array(new Uint8Array(found).buffer), file).toEqual(weights);
    }
  });
});
