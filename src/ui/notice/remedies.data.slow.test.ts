import { readFileSync } from "node:fs";
import { afterAll, beforeAll, vi } from "vitest";
import { everyIndex, open, residualModel, residualSource } from "#engine/fixtures/residual-source.ts";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import type { Entry } from "#images/containers/entry.ts";
import { MAX_ITEMS, MAX_TEXT_BYTES } from "#images/containers/limits.ts";
import { parseManifest } from "#images/preprocess/manifest.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { residualLab } from "#worker/fixtures/lab.ts";
import { never, runLab } from "#worker/fixtures/run-lab.ts";
import { damagedLater, dropped, droppedImages, maskedNet, npy, pngs } from "#worker/fixtures/strangers.ts";
import { nameClasses } from "#worker/handlers/data.ts";
import { pictures } from "#worker/handlers/pictures.ts";
import { checkInput } from "#worker/items/other-inputs.ts";
import type { LoadedData } from "#worker/open/loaded-data.ts";
import { readBytes } from "#worker/open/read-bytes.ts";
import type { Evaluation } from "#worker/run/evaluation/evaluation.ts";
import { evaluationLabels } from "#worker/run/evaluation/tally.ts";
import { dataNotices } from "#worker/run/notices/data-notices.ts";
import { Workspace } from "#worker/workspace.ts";
import { type DataCode, says, type Trials, throws, tryRemedies } from "./fixtures/trial.ts";

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
  vi.stubGlobal("self", { location: new URL("https://lab.example/") });
});
afterAll(() => vi.unstubAllGlobals());

const COUNT = 24;
const flat = (count = COUNT) => pngs(Array.from({ length: count }, (_, i) => `p${i}.png`));
/** Images in a folder for each class. */
const inFolders = (classes: number) =>
  pngs(Array.from({ length: 12 * classes }, (_, i) => `class${i % classes}/${i}.png`));
const array = (name: string, dims: number[]): Entry => ({
  path: `${name}.npy`,
  blob: npy(
    dims,
    noise(
      dims.reduce((product, dim) => product * dim, 1),
      3,
    ),
  ),
});

async function contextOf(data: LoadedData | null) {
  const workspace = new Workspace();
  await workspace.openModel(residualLab().model);
  if (data) workspace.openData(data);
  return { workspace, signal: never, progress: () => {} };
}

const picturesOf = async (files: Entry[] | null) =>
  pictures({ split: "evaluation", indices: [0] }, await contextOf(files && (await droppedImages(files))));

const downloaded = (status: number) => {
  vi.stubGlobal("fetch", async () => new Response("bytes", { status }));
  return readBytes({ url: "https://lab.example/datasets/set.json" }, "data", never);
};

const labelNotices = async (imageClasses: number, modelClasses: number) =>
  evaluationLabels(await droppedImages(await inFolders(imageClasses)), modelClasses).notices;

/** Images of as many classes as ImageNet has, or one more, in front of a head with a background class. */
async function namedNotices(classes: number) {
  const data = await droppedImages(await flat());
  data.nameClasses(Array.from({ length: classes }, (_, i) => `class ${i}`));
  return evaluationLabels(data, 1001).notices;
}

const runOn = async (files: readonly Entry[]) => {
  const { model } = residualLab();
  const data = await droppedImages(files, undefined, damagedLater);
  return (await runLab({ ...residualLab(), model, data })).result.notices;
};

const sharedNotices = async (count: number) => {
  const data = await droppedImages(await flat(count));
  return dataNotices(data, { labels: evaluationLabels(data, null) } as Evaluation);
};

/** A network with a mask beside the image, on arrays of these names. */
const masked = async (names: Record<string, number[]>) => {
  const model = await dropped(maskedNet());
  const data = await droppedImages(
    Object.entries(names).map(([name, dims]) => array(name, dims)),
    model,
  );
  return (await runLab({ ...residualLab(), model, data })).result.notices;
};

const signalNet = () =>
  buildModel({
    inputs: { x: ["n", 3, 40] },
    outputs: { y: ["n", 4, 38] },
    initializers: [noiseTensor("w", [4, 3, 3], 1)],
    nodes: [node("Conv", ["x", "w"], "y")],
  });
const signals = async (dims: number[]) => droppedImages([array("x", dims)], await dropped(signalNet()));

const fits = (shape: (number | string)[]) => (dims: number[]) => checkInput({ name: "x", shape }, dims);

const predicted = async (classCount: number) =>
  predictMissing(
    await open(residualModel),
    residualSource(),
    everyIndex,
    new Int32Array(everyIndex.length).fill(UNKNOWN),
    {
      ...{ outputName: "logits", fixedBatch: null, signal: never, classCount },
    },
  );

const named = async (text: string) =>
  nameClasses({ by: new File([text], "names.txt") }, await contextOf(residualLab().data));

const cut = async () => (await flat()).map((file) => ({ ...file, blob: file.blob.slice(0, 60) }));
const someCut = async () =>
  (await flat()).map((file, i) => (i % 6 ? file : { ...file, blob: file.blob.slice(0, 60) }));

const TRIALS = {
  "data.missing": {
    loaded: throws(async (files: Entry[] | null) => picturesOf(files), null, await flat()),
    always: throws(downloaded, 404, 200),
  },
  "data.invalid": {
    always: throws(parseManifest, "{", readFileSync("public/datasets/emoji16/dataset.json", "utf8")),
  },
  "data.empty": {
    always: throws(droppedImages, [{ path: "readme.md", blob: new Blob(["text"]) }], await flat()),
  },
  "data.too-large": {
    images: throws(
      (dims: number[]) => droppedImages([{ path: "x.npy", blob: npy(dims, new Float32Array(4 * dims[0])) }]),
      [MAX_ITEMS + 1, 2, 2],
      [1000, 2, 2],
    ),
    list: throws(named, "a\n".repeat(MAX_TEXT_BYTES / 2 + 1), "a\nb\nc\nd\ne"),
  },
  "data.decode-failed": { always: throws(runOn, await cut(), await flat()) },
  "data.not-images": { always: throws(picturesOf, [array("x", [COUNT, 3, 12, 12])], await flat()) },
  "data.shape-mismatch": {
    output: throws(predicted, 7, 5),
    array: throws(signals, [COUNT, 5, 24], [COUNT, 3, 40]),
    images: throws(fits(["n", 3, 12, 12]), [3, 20, 20], [3, 12, 12]),
    noImages: throws(fits(["n", 4]), [3, 12, 12], [4]),
  },
  "data.labels-beyond-classes": {
    always: says((classes: number) => labelNotices(classes, 5), 7, 5),
  },
  "data.labels-shifted": { always: says(namedNotices, 1000, 1001) },
  "data.pictures-skipped": { always: says(runOn, await someCut(), await flat()) },
  "data.split-shared": { always: says(sharedNotices, 4, 200) },
  "data.input-missing": {
    always: throws(masked, { image: [COUNT, 3, 12, 12] } as Record<string, number[]>, {
      image: [COUNT, 3, 12, 12],
      mask: [COUNT, 1, 12, 12],
    }),
  },
} satisfies Trials<DataCode>;

tryRemedies(TRIALS);
