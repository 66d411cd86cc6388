import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web/wasm";
import sharp from "sharp";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const DATA = "public/datasets/emoji16";

interface Manifest {
  tile: { width: number; height: number };
  classes: { name: string }[];
  splits: Record<string, { sheets: { file: string; count: number; columns: number; labels: number[] }[] }>;
}

/** The evaluation pictures decoded without the page: RGB levels, picture after picture, and their labels. */
export async function evaluationPictures() {
  const manifest: Manifest = JSON.parse(readFileSync(`${DATA}/dataset.json`, "utf8"));
  const { width, height } = manifest.tile;
  const pictures: Uint8Array[] = [];
  const labels: number[] = [];
  for (const sheet of manifest.splits.evaluation.sheets) {
    const { data, info } = await sharp(`${DATA}/${sheet.file}`)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let tile = 0; tile < sheet.count; tile++) {
      const picture = new Uint8Array(width * height * 3);
      const left = (tile % sheet.columns) * width;
      const top = Math.floor(tile / sheet.columns) * height;
      for (let y = 0; y < height; y++) {
        const from = ((top + y) * info.width + left) * 3;
        picture.set(data.subarray(from, from + width * 3), y * width * 3);
      }
      pictures.push(picture);
    }
    labels.push(...sheet.labels);
  }
  return {
    pictures,
    labels,
    area: width * height,
    side: width,
    classes: manifest.classes.map(({ name }) => name),
  };
}

/** Normalisation of a bundled model, from its catalogue entry. */
export function catalogueEntry(id: string) {
  const { models } = JSON.parse(readFileSync("public/models/index.json", "utf8"));
  return models.find((model: { id: string }) => model.id === id);
}

/**
 * How many evaluation pictures a model file gets right, run in Node.js: own decoding, own preprocessing, own
 * scoring, so that it shares nothing with the page but the runtime.
 */
export async function countCorrect(
  file: Uint8Array,
  modelId: string,
): Promise<{ correct: number; total: number }> {
  const { pictures, labels } = await evaluationPictures();
  const classes = await classify(file, modelId, pictures);
  const correct = classes.filter((found, i) => found === labels[i]).length;
  return { correct, total: pictures.length };
}

/** The class that a model file gives each picture (RGB levels of the bundled set's size), run in Node.js. */
export async function classify(
  file: Uint8Array,
  modelId: string,
  pictures: readonly Uint8Array[],
): Promise<number[]> {
  const { scale, mean, std, size: side } = catalogueEntry(modelId).preprocess;
  const area = side * side;
  const session = await ort.InferenceSession.create(file);
  const batch = 32;
  const found: number[] = [];
  for (let start = 0; start < pictures.length; start += batch) {
    const part = pictures.slice(start, start + batch);
    const input = new Float32Array(part.length * 3 * area);
    part.forEach((picture, i) => {
      for (let c = 0; c < 3; c++) {
        for (let p = 0; p < area; p++)
          input[(i * 3 + c) * area + p] = (picture[p * 3 + c] * scale - mean[c]) / std[c];
      }
    });
    const tensor = new ort.Tensor("float32", input, [part.length, 3, side, side]);
    const results = await session.run({ [session.inputNames[0]]: tensor });
    const logits = results[session.outputNames[0]].data as Float32Array;
    const classes = logits.length / part.length;
    part.forEach((_, i) => {
      const row = Array.from(logits.subarray(i * classes, (i + 1) * classes));
      found.push(row.indexOf(Math.max(...row)));
    });
  }
  await session.release();
  return found;
}
