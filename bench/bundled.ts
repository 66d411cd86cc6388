import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { collectActivations } from "#engine/item-batches.ts";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import { planQuantization } from "#engine/quantize/quantization-plan.ts";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import type { InputSource } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { floatsOf } from "#engine/runtime/tensor-data.ts";
import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { parseManifest, type Split } from "#images/preprocess/manifest.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { cutSheet, emptyStack, type PictureStack } from "#images/sheet.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { prepareModel } from "#onnx/prepare/prepare.ts";
import { equalizeLayers } from "#onnx/quantize/corrections/equalize.ts";
import { drawIndices } from "#statistics/sampling.ts";

const DATA = "public/datasets/emoji16";
const signal = new AbortController().signal;

/** A bundled model as `public/models/index.json` lists it. */
export interface ModelEntry {
  id: string;
  file: string;
  sha256: string;
  input: string;
  output: string;
  preprocess: Preprocess;
  top1: { correct: number; total: number };
}

const manifest = parseManifest(readFileSync(`${DATA}/dataset.json`, "utf8"));
const calibration = await decode(manifest.splits.calibration);
const evaluation = await decode(manifest.splits.evaluation);
const labels = manifest.splits.evaluation.sheets.flatMap((sheet) => sheet.labels);

export const entries: ModelEntry[] = JSON.parse(readFileSync("public/models/index.json", "utf8")).models;

/** The bundled model of that name. */
export function entryOf(id: string): ModelEntry {
  const found = entries.find((each) => each.id === id);
  if (!found) throw new Error(`no bundled model ${id}`);
  return found;
}

async function decode(split: Split): Promise<PictureStack> {
  const stack = emptyStack(split.count, manifest.tile.width, manifest.tile.height);
  let at = 0;
  for (const sheet of split.sheets) {
    const picture = sharp(`${DATA}/${sheet.file}`).ensureAlpha().raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true });
    cutSheet({ data: new Uint8ClampedArray(data), ...info }, sheet.columns, sheet.count, stack, at);
    at += sheet.count;
  }
  return stack;
}

function sourceOf(pictures: PictureStack, { input, preprocess }: ModelEntry): InputSource {
  const preprocessor = new Preprocessor(preprocess);
  const batch = async (indices: Uint32Array) => preprocessor.batch(pictures, indices);
  return { inputName: input, dims: preprocessor.dims, batch };
}

export const fileOf = ({ file }: ModelEntry) => new Uint8Array(readFileSync(`public/models/${file}`));
export const sha256Of = (entry: ModelEntry) => createHash("sha256").update(fileOf(entry)).digest("hex");

/**
 * Predicted class of each of the first `count` evaluation images, on the WASM provider in Node.js.
 *
 * @param maxBatch 1 for a model whose ranges are those of a whole batch (dynamic mode)
 */
export async function predictions(
  file: Uint8Array,
  entry: ModelEntry,
  count = labels.length,
  maxBatch = 64,
): Promise<Int32Array> {
  const session = await EngineSession.create(file, { backend: "wasm" });
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  const classes = new Int32Array(count).fill(UNKNOWN);
  const classCount = manifest.classes.length;
  const options = { outputName: entry.output, classCount, fixedBatch: null, maxBatch, signal };
  await predictMissing(session, sourceOf(evaluation, entry), indices, classes, options);
  await session.release();
  return classes;
}

/** How many predictions are right. */
export const correctOf = (classes: Int32Array) =>
  classes.filter((predicted, index) => predicted === labels[index]).length;

/** How many of the first `count` evaluation images a model file gets right. */
export async function countCorrect(file: Uint8Array, entry: ModelEntry, count?: number): Promise<number> {
  return correctOf(await predictions(file, entry, count));
}

/** Class scores of the first `count` evaluation images, `[count, classes]`. */
export async function logits(entry: ModelEntry, count: number): Promise<Float32Array> {
  const session = await EngineSession.create(fileOf(entry), { backend: "wasm" });
  const source = sourceOf(evaluation, entry);
  const data = await source.batch(Uint32Array.from({ length: count }, (_, i) => i));
  const outputs = await session.run({ [entry.input]: { data, dims: [count, ...source.dims] } });
  await session.release();
  return floatsOf(outputs[entry.output]);
}

/** Calibrates a bundled model once, by the default recipe; what comes back quantizes it with other options. */
export async function quantizer(entry: ModelEntry): Promise<(change: Partial<Recipe>) => Uint8Array> {
  const { quantize } = await calibrated(entry, false);
  return (change) => quantize(change).bytes;
}

/** A bundled model, equalized or not, calibrated once by the default recipe. */
export async function calibrated(entry: ModelEntry, equalize: boolean) {
  const prepared = prepareModel(readModel(fileOf(entry))).model;
  const model = equalize ? equalizeLayers(prepared).model : prepared;
  const plan = planQuantization(model);
  const recipe = defaultRecipe(entry, manifest.id);
  const tapped = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), { backend: "wasm" });
  const { count, seed } = recipe.calibration;
  const indices = drawIndices(calibration.count, count, seed);
  const source = sourceOf(calibration, entry);
  const observers = await collectActivations(tapped, plan.tensors, source, indices, {
    fixedBatch: null,
    signal,
  });
  await tapped.release();
  /** Quantizes it, or the same model with other biases, by the default recipe but for `change`. */
  const quantize = (change: Partial<Recipe>, float = model) =>
    quantizeModel(float, plan, observers, { ...recipe, ...change });
  return { model, plan, source, indices, quantize };
}
