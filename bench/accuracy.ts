/**
 * `npm run accuracy`: top-1 of every bundled model as FP32 and quantized, per tensor and per channel, at 8 to 2
 * bits of weights (activations 8 bits, static, min–max on 128 pictures), on all evaluation pictures. Runs the
 * lab's own engine in Node.js, on the WASM provider, and prints a Markdown table.
 */
import { readFileSync } from "node:fs";
import sharp from "sharp";
import type { Bits, Granularity, Preprocess } from "#core/recipe.ts";
import { defaultRecipe } from "#core/recipe-default.ts";
import { drawIndices } from "#core/sampling.ts";
import { collectActivations } from "#engine/collect.ts";
import type { InputSource } from "#engine/input-source.ts";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import { planQuantization } from "#engine/quantization-plan.ts";
import { quantizeModel } from "#engine/quantize-model.ts";
import { EngineSession } from "#engine/session.ts";
import { parseManifest, type Split } from "#images/manifest.ts";
import { Preprocessor } from "#images/preprocess.ts";
import { cutSheet, emptyStack, type PictureStack } from "#images/sheet.ts";
import { readModel } from "#onnx/read/model.ts";
import { foldBatchNorm } from "#onnx/rewrite/fold-batch-norm.ts";
import { tapOutputs } from "#onnx/rewrite/tap.ts";
import { writeModel } from "#onnx/write/model.ts";

const DATA = "public/datasets/emoji16";
const BITS: readonly Bits[] = [8, 6, 5, 4, 3, 2];
const GRANULARITIES: readonly Granularity[] = [{ kind: "tensor" }, { kind: "channel" }];
const signal = new AbortController().signal;

const manifest = parseManifest(readFileSync(`${DATA}/dataset.json`, "utf8"));
const calibration = await loadSplit(manifest.splits.calibration);
const evaluation = await loadSplit(manifest.splits.evaluation);
const labels = manifest.splits.evaluation.sheets.flatMap((sheet) => sheet.labels);
const all = Uint32Array.from(labels.keys());

async function loadSplit(split: Split): Promise<PictureStack> {
  const stack = emptyStack(split.count, manifest.tile.width, manifest.tile.height);
  let at = 0;
  for (const sheet of split.sheets) {
    const { data, info } = await sharp(`${DATA}/${sheet.file}`)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    cutSheet({ data: new Uint8ClampedArray(data), ...info }, sheet.columns, sheet.count, stack, at);
    at += sheet.count;
  }
  return stack;
}

function sourceOf(pictures: PictureStack, inputName: string, preprocess: Preprocess): InputSource {
  const preprocessor = new Preprocessor(preprocess);
  return {
    inputName,
    dims: preprocessor.dims,
    batch: async (indices) => preprocessor.batch(pictures, indices),
  };
}

async function accuracy(bytes: Uint8Array, source: InputSource, outputName: string): Promise<string> {
  const session = await EngineSession.create(bytes, { backend: "wasm" });
  const predictions = new Int32Array(labels.length).fill(UNKNOWN);
  const classCount = manifest.classes.length;
  await predictMissing(session, source, all, predictions, {
    outputName,
    classCount,
    fixedBatch: null,
    signal,
  });
  await session.release();
  const correct = labels.filter((label, i) => predictions[i] === label).length;
  return ((100 * correct) / labels.length).toFixed(1);
}

const row = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
row(["model", "FP32", ...BITS.flatMap((bits) => [`w${bits} tensor`, `w${bits} channel`])]);
row(["---", "---", ...BITS.flatMap(() => ["---", "---"])]);
for (const entry of JSON.parse(readFileSync("public/models/index.json", "utf8")).models) {
  const bytes = new Uint8Array(readFileSync(`public/models/${entry.file}`));
  const { model } = foldBatchNorm(readModel(bytes));
  const plan = planQuantization(model);
  const recipe = defaultRecipe(entry, manifest.id);
  const tapped = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), { backend: "wasm" });
  const { count, seed } = recipe.calibration;
  const observers = await collectActivations(
    tapped,
    plan.tensors,
    sourceOf(calibration, entry.input, entry.preprocess),
    drawIndices(calibration.count, count, seed),
    { fixedBatch: null, signal },
  );
  await tapped.release();
  const source = sourceOf(evaluation, entry.input, entry.preprocess);
  const cells = [await accuracy(bytes, source, entry.output)];
  for (const bits of BITS) {
    for (const granularity of GRANULARITIES) {
      const weights = { ...recipe.weights, bits, granularity };
      const build = quantizeModel(model, plan, observers, { ...recipe, weights });
      cells.push(await accuracy(build.bytes, source, entry.output));
    }
  }
  row([entry.id, ...cells]);
}
