import { expect, test } from "vitest";
import { noise } from "#onnx/fixtures/build.ts";
import { residualPreprocess } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { damagedLater, decodeTo, droppedImages, npy, pngs } from "../fixtures/strangers.ts";
import { pictures, preprocessPreview } from "../handlers/pictures.ts";
import { itemSource } from "../items/item-source.ts";
import { Workspace } from "../workspace.ts";
import { openImages } from "./open-images.ts";

const folders = (count: number) =>
  pngs(Array.from({ length: count }, (_, i) => `set/${["cat", "dog"][i % 2]}/${i}.png`));

const inputOf = (shape: (number | string)[]) => ({
  name: "x",
  shape,
  fixedBatch: null,
  unbatched: false,
  others: [],
});

const contextOf = (data: Awaited<ReturnType<typeof droppedImages>>) => {
  const workspace = new Workspace();
  workspace.openData(data);
  return { workspace, signal: never, progress: () => {} };
};

test("a folder becomes a set with labels, divided in two", async () => {
  const { summary, calibration, evaluation } = await droppedImages(await folders(20));
  expect(summary).toMatchObject({
    classes: [
      { name: "cat", symbol: "" },
      { name: "dog", symbol: "" },
    ],
    pictureSize: null,
    calibrationCount: 5,
    evaluationCount: 15,
    labelledCount: { calibration: 5, evaluation: 15 },
    labelsFrom: "folders",
    kind: "pictures",
    skipped: [],
    sharedSplit: false,
  });
  expect(calibration.labels.length + evaluation.labels.length).toBe(20);
});

test("of a set that lies by class every draw begins with several classes, and is the same in any order of the files", async () => {
  const paths = Array.from(
    { length: 64 },
    (_, i) => `set/${["ape", "bee", "cat", "dog"][Math.floor(i / 16)]}/${i}.png`,
  );
  const files = await pngs(paths);
  const data = await droppedImages(files);
  const again = await droppedImages(files.toReversed());
  const drawn = {
    calibration: data.calibrationIndices({ count: 16, seed: 1, method: "minmax" }),
    evaluation: data.evaluationIndices({ count: 48, seed: 1 }),
  };
  for (const split of ["calibration", "evaluation"] as const) {
    const classes = Array.from(drawn[split], (index) => data[split].labels[index]);
    expect(new Set(classes).size).toBe(4);
    for (const count of [8, 16]) expect(new Set(classes.slice(0, count)).size).toBeGreaterThan(2);
    expect(again[split].labels).toEqual(data[split].labels);
    const first = async ({ [split]: from }: typeof data) =>
      itemSource(from, inputOf([]), residualPreprocess, never).batch(drawn[split].subarray(0, 4));
    expect(await first(again)).toEqual(await first(data));
  }
});

test("a few images do both, and those without labels are said to have none", async () => {
  const data = await droppedImages(await pngs(["b.png", "a.png", "c.png"]));
  expect(data.summary).toMatchObject({
    classes: [],
    labelledCount: { calibration: 0, evaluation: 0 },
    labelsFrom: null,
    sharedSplit: true,
    calibrationCount: 3,
  });
  expect(data.calibration).toBe(data.evaluation);
});

test("images are decoded to the network's size when they are asked for, damaged ones are zeros", async () => {
  const files = await folders(20);
  const broken = files.map((file) =>
    file.path.endsWith("/4.png") ? { ...file, blob: file.blob.slice(0, 60) } : file,
  );
  const data = await droppedImages(broken, undefined, damagedLater);
  const splits = [data.calibration, data.evaluation];
  let damaged = 0;
  for (const split of splits) {
    const source = itemSource(split, inputOf([]), residualPreprocess, never);
    const indices = Uint32Array.from(split.labels.keys());
    const sound = await source.sound(indices);
    const batch = await source.batch(indices);
    for (const index of indices) {
      const own = batch.subarray(index * 432, (index + 1) * 432);
      expect(own.every((value) => value === 0)).toBe(!sound.includes(index));
    }
    damaged += indices.length - sound.length;
    for (const error of source.damaged.values())
      expect(error).toMatchObject({ code: "data.decode-failed", details: { name: "set/cat/4.png" } });
  }
  expect(damaged).toBe(1);
});

test("a split of nothing but damage is refused by the name of the first image", async () => {
  const files = (await pngs(["a.png", "b.png"])).map(({ path, blob }) => ({ path, blob: blob.slice(0, 60) }));
  const { evaluation } = await droppedImages(files, undefined, damagedLater);
  const source = itemSource(evaluation, inputOf([]), residualPreprocess, never);
  await expect(source.sound(Uint32Array.of(0, 1))).rejects.toMatchObject({ code: "data.decode-failed" });
});

const cut = <T extends { path: string; blob: Blob }>(files: readonly T[], isCut: (i: number) => boolean) =>
  files.map(({ path, blob }, i) => ({ path, blob: isCut(i) ? blob.slice(0, 60) : blob }));

test.each<[string, (i: number) => boolean, number[]]>([
  ["the first", (i) => i === 0, [0]],
  ["the last", (i) => i === 29, [29]],
  ["every second", (i) => i % 2 === 1, Array.from({ length: 15 }, (_, i) => 2 * i + 1)],
])("images that cannot be decoded are left out by name on import: %s", async (_, isCut, out) => {
  const paths = Array.from({ length: 30 }, (_, i) => `p${String(i).padStart(2, "0")}.png`);
  const { summary } = await droppedImages(cut(await pngs(paths), isCut));
  expect(summary.skipped).toEqual(out.map((i) => ({ path: paths[i], reason: "damaged" })));
  expect(summary.calibrationCount + summary.evaluationCount).toBe(30 - out.length);
});

test("where no image can be decoded nothing is opened, and the first is named", async () => {
  const files = cut(await pngs(["a.png", "b.png", "c.png"]), () => true);
  await expect(droppedImages(files)).rejects.toMatchObject({
    code: "data.decode-failed",
    details: { name: "a.png", reason: "damaged", count: 3 },
  });
});

test("of many files that are left out the first are listed, and all counted", async () => {
  const notes = Array.from({ length: 700 }, (_, i) => ({ path: `note ${i}.png`, blob: new Blob(["hello"]) }));
  const { summary } = await droppedImages([...(await pngs(["a.png"])), ...notes]);
  expect([summary.skipped.length, summary.skippedCount]).toEqual([500, 700]);
});

test("rows of arrays beside images stay with their images where some are left out", async () => {
  const files = cut(await pngs(["a.png", "b.png", "c.png", "d.png"]), (i) => i === 1);
  const rows = { path: "facts.npy", blob: npy([4, 2], Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3)) };
  const { evaluation } = await droppedImages([...files, rows], ["image", "facts"]);
  const [field] = evaluation.fields?.all ?? [];
  expect([...(evaluation.fields?.rows(field, Uint32Array.of(0, 1, 2)) ?? [])]).toEqual([0, 0, 2, 2, 3, 3]);
});

test("labels that give every image a class of its own are asked about, and taken on demand", async () => {
  const files = await pngs(["a/1.png", "b/2.png", "c/3.png"]);
  const { summary } = await droppedImages(files);
  expect(summary).toMatchObject({
    labelsFrom: null,
    classes: [],
    labelledCount: { calibration: 0, evaluation: 0 },
    labelsInDoubt: { from: "folders", count: 3 },
  });
  const source = { kind: "file", name: "x", sha256: "" } as const;
  const options = { source, decodeTo, signal: never, progress: () => {}, takeLabels: true };
  const taken = (await openImages(files, options)).summary;
  expect(taken).toMatchObject({ labelsFrom: "folders", labelledCount: { evaluation: 3 } });
  expect(taken.classes.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(taken.labelsInDoubt).toBeUndefined();
});

test("tensors are fed as they are", async () => {
  const values = noise(10 * 3 * 4, 1) as Float32Array<ArrayBuffer>;
  const data = await droppedImages([{ path: "x.npy", blob: npy([10, 3, 4], values) }]);
  expect(data.summary).toMatchObject({ kind: "tensors", pictureSize: null, evaluationCount: 8 });
  const source = itemSource(data.evaluation, inputOf(["n", 1, 3, 4]), residualPreprocess, never);
  expect(source.dims).toEqual([1, 3, 4]);
  const batch = await source.batch(Uint32Array.of(1));
  const at = values.indexOf(batch[0]);
  expect(at % 12).toBe(0);
  expect(batch).toEqual(values.slice(at, at + 12));
  const other = itemSource(data.evaluation, inputOf(["n", 1, 5, 4]), residualPreprocess, never);
  await expect(other.batch(Uint32Array.of(0))).rejects.toMatchObject({ code: "data.shape-mismatch" });
});

test("opening is given up when the signal fires, and refused where there is no image", async () => {
  const source = { kind: "file", name: "x", sha256: "" } as const;
  const aborted = AbortSignal.abort();
  const opening = openImages(await folders(8), { source, decodeTo, signal: aborted, progress: () => {} });
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  const text = [{ path: "a.md", blob: new Blob(["# nothing"]) }];
  await expect(droppedImages(text)).rejects.toMatchObject({ code: "data.empty" });
});

test("what a network gets is shown as it was put in, in the size and order of its preprocessing", async () => {
  const files = await pngs(["a.png", "b.png", "c.png"]);
  const context = contextOf(await droppedImages(files));
  const indices = [2, 0];
  const ask = (preprocess: typeof residualPreprocess) =>
    preprocessPreview({ preprocess, split: "evaluation", indices }, context);
  const rgb = await ask(residualPreprocess);
  const bgr = await ask({ ...residualPreprocess, channels: "bgr", layout: "nhwc" });
  expect([rgb.width, rgb.height, rgb.rgba.length]).toEqual([12, 12, 2 * 12 * 12 * 4]);
  expect(bgr.rgba).toEqual(rgb.rgba);
  // Images of 12×12 pixels are not resized, so that levels come back as they were.
  const target = { width: 12, height: 12, resize: "stretch" } as const;
  const first = await decodeTo(target, files[0].blob, "a.png");
  expect(rgb.rgba.slice(12 * 12 * 4)).toEqual(first.data);
});

test("images of different sizes are shown in one", async () => {
  const context = contextOf(await droppedImages(await pngs(["a.png", "b.png", "c.png"])));
  const { width, height, rgba } = await pictures({ split: "evaluation", indices: [0, 1] }, context);
  expect([width, height]).toEqual([160, 160]);
  expect(rgba.length).toBe(2 * 160 * 160 * 4);
});
