/**
 * Writes src/onnx/fixtures/reference-numbers.json: what ONNX Runtime's `quantize_static` makes of the bundled models. To be run
 * when they change: `PYTHON=<one with onnxruntime and onnx> npx tsx scripts/write-reference-numbers.ts`, then `npx biome format --write src/onnx/fixtures`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quantizedNumbers, weightsOf } from "#onnx/fixtures/quantized-numbers.ts";
import { bundledModel, REFERENCE_FEEDS, REFERENCE_MODELS } from "#onnx/fixtures/reference-cases.ts";
import { pythonWith } from "./python.ts";
import { quantizeStatic } from "./quantize-static.ts";

const python = pythonWith("onnx", "onnxruntime");
if (!python) throw new Error("no Python with onnx and onnxruntime was found; set PYTHON to one");
const folder = mkdtempSync(join(tmpdir(), "quantization-lab-reference-"));
const numbers = REFERENCE_MODELS.map((id) => {
  const job = { model: bundledModel(id), feeds: REFERENCE_FEEDS };
  const [tensor, channel, percentile] = quantizeStatic(python, folder, [
    { ...job, method: "minmax", perChannel: false },
    { ...job, method: "minmax", perChannel: true },
    { ...job, method: "percentile", perChannel: false },
  ]).map(quantizedNumbers);
  return [
    id,
    {
      minmax: tensor.activations,
      percentile: percentile.activations,
      perTensor: weightsOf(tensor),
      perChannel: channel.constants,
    },
  ];
});
rmSync(folder, { recursive: true });
writeFileSync(
  new URL("../src/onnx/fixtures/reference-numbers.json", import.meta.url),
  `${JSON.stringify(Object.fromEntries(numbers), null, 2)}\n`,
);
