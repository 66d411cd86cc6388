import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { pythonWith, runPython, skipped } from "../../scripts/python.ts";
import { BASE_RECIPE } from "./base-recipe.ts";
import { ortOptions } from "./ort-options.ts";
import { pythonLiteral, pythonScript } from "./python-script.ts";

const base: Recipe = { ...BASE_RECIPE, calibration: { ...BASE_RECIPE.calibration, count: 6 } };

describe("ortOptions", () => {
  it("says nothing but the draw of pictures of what ONNX Runtime does alike", () => {
    const { differences, ...options } = ortOptions(base);
    expect(differences).toHaveLength(1);
    expect(options).toMatchObject({
      weightType: "QInt8",
      activationType: "QUInt8",
      perChannel: false,
      calibrateMethod: "MinMax",
      nodesToExclude: [],
      extraOptions: { WeightSymmetric: true, ActivationSymmetric: false },
    });
  });

  it("names each thing that it lacks", () => {
    const { differences, nodesToExclude } = ortOptions({
      ...base,
      calibration: { ...base.calibration, method: "mse" },
      weights: { bits: 3, scheme: "symmetric", granularity: { kind: "group", size: 16 }, range: "mse" },
      activations: { bits: 4, scheme: "asymmetric" },
      corrections: { equalize: true, biasCorrection: true, learnedRounding: true },
      layers: { a: { precision: "fp16" }, b: { precision: "fp32" }, c: { precision: "int" } },
    });
    expect(differences).toHaveLength(10);
    expect(nodesToExclude).toEqual(["a", "b"]);
  });

  it("carries ranges set by hand", () => {
    const { extraOptions } = ortOptions({
      ...base,
      calibration: { ...base.calibration, ranges: { x: { min: -1, max: 2 } } },
    });
    expect(extraOptions.TensorQuantOverrides).toEqual({ x: [{ rmin: -1, rmax: 2 }] });
  });
});

it("writes values as Python has them", () => {
  const value = { 'a"b\n': [true, null, -0.5, Number.POSITIVE_INFINITY], 猫: "'" };
  expect(pythonLiteral(value)).toBe(`{"a\\"b\\n": [True, None, -0.5, float("inf")], "猫": "'"}`);
});

const python = pythonWith("onnx", "onnxruntime", "PIL");

describe.skipIf(!python)(`the script${skipped(python, "onnx, onnxruntime and pillow")}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "quantization-lab-script-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    for (let i = 0; i < 6; i++) {
      const [width, height] = [40 + 7 * i, 60];
      const data = Uint8Array.from({ length: width * height * 3 }, (_, k) => (k * (i + 3) * 31) % 251);
      await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(join(folder, `${i}.png`));
    }
  });

  it.each<[string, string, Partial<Recipe>, number]>([
    ["static", "resnet", { layers: { "stem.conv": { precision: "fp32" } } }, 15],
    [
      "static, 4 bits",
      "mobilenet",
      { weights: { ...base.weights, bits: 4, granularity: { kind: "channel" } } },
      3,
    ],
    ["static, cropped", "mobilenet", { preprocess: { ...base.preprocess, resize: "crop" } }, 10],
    ["static, padded", "mobilenet", { preprocess: { ...base.preprocess, resize: "pad" } }, 10],
    ["dynamic", "mobilenet", { mode: "dynamic" }, 10],
    ["weight-only", "vit", { mode: "weight-only", weights: { ...base.weights, bits: 4 } }, 10],
  ])("%s: quantizes the bundled %s", (_, model, change, leastDb) => {
    const script = join(folder, "quantize.py");
    writeFileSync(script, pythonScript({ ...base, ...change }));
    const file = fileURLToPath(new URL(`../../public/models/${model}.onnx`, import.meta.url));
    const text = runPython(python, pathToFileURL(script), [file, folder, join(folder, "out.onnx")]);
    expect(Number(/([\d.]+) dB/.exec(text)?.[1])).toBeGreaterThan(leastDb);
    expect(Number(/(\d+)% of FP32/.exec(text)?.[1])).toBeLessThan(60);
  });
});
