import { expect, test } from "@playwright/test";
import { tarGz, zip } from "./fixtures/archives.ts";
import { cifarBatch, idxPair, npz, tensors } from "./fixtures/arrays.ts";
import { classList, pictureFiles, type TestFile, testPictures } from "./fixtures/pictures.ts";
import { openLab, percent, resultCell, runToEnd } from "./lab.ts";
import { catalogueEntry } from "./outside.ts";
import { cardFact, openPicker, pickFolder, pickImages } from "./own.ts";

const COUNT = 64;
const { pictures, classes } = await testPictures(COUNT);
const inFolders = () =>
  pictureFiles(pictures, ({ label }, i) => `${classes[label]}/${String(i).padStart(3, "0")}.png`);
const flat = () => pictureFiles(pictures, (_, i) => `picture-${String(i).padStart(3, "0")}.png`);

/** Sets that the bundled MobileNet does well on: pictures of its own kind, labelled in each way. */
const KINDS: { what: string; files: () => Promise<TestFile[]>; labelsFrom: RegExp; atLeast: number }[] = [
  {
    what: "a zip with a folder per class",
    files: async () => [await zip("set.zip", [...(await inFolders()), classList(classes)])],
    labelsFrom: /folder/,
    atLeast: 80,
  },
  {
    what: "a tar.gz with a folder per class",
    files: async () => [await tarGz("set.tar.gz", [...(await inFolders()), classList(classes)])],
    labelsFrom: /folder/,
    atLeast: 80,
  },
  {
    what: "pictures with labels in a CSV file",
    files: async () => {
      const rows = pictures.map(({ label }, i) => `picture-${String(i).padStart(3, "0")}.png,${label}`);
      return [
        ...(await flat()),
        { path: "labels.csv", bytes: Buffer.from(["file,label", ...rows].join("\n")) },
      ];
    },
    labelsFrom: /table|label file/,
    atLeast: 80,
  },
  {
    what: "pictures with labels in their names",
    files: () => pictureFiles(pictures, ({ label }, i) => `${i}_label${label}.png`),
    labelsFrom: /name/,
    atLeast: 80,
  },
  {
    what: "a NumPy archive of tensors and labels",
    files: async () => [await npz(pictures, tensors(pictures, catalogueEntry("mobilenet").preprocess))],
    labelsFrom: /data file/,
    atLeast: 80,
  },
  // Without colour it is right less often, but more than by guessing among 16; at two thirds of the size, often.
  { what: "an IDX pair, gzipped", files: () => idxPair(pictures), labelsFrom: /data file/, atLeast: 12 },
  {
    what: "a CIFAR-10 batch",
    files: async () => [await cifarBatch(pictures.filter(({ label }) => label < 10))],
    labelsFrom: /data file/,
    atLeast: 50,
  },
];

for (const { what, files, labelsFrom, atLeast } of KINDS) {
  test(`${what} is read, labelled and run`, async ({ page }) => {
    await openLab(page);
    await pickImages(page, await files());
    await expect(page.getByRole("alert")).toHaveCount(0);
    await openPicker(page, "Images");
    await expect(cardFact(page, "Loaded images", "Labelled")).toHaveText("all");
    await expect(cardFact(page, "Loaded images", "Labels from")).toHaveText(labelsFrom);
    await page.keyboard.press("Escape");
    await runToEnd(page);
    expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(atLeast);
  });
}

test("a folder with a subfolder per class is read, labelled and run", async ({ page }, info) => {
  await openLab(page);
  await pickFolder(page, info, [...(await inFolders()), classList(classes)]);
  await openPicker(page, "Images");
  await expect(cardFact(page, "Loaded images", "Labelled")).toHaveText("all");
  await expect(page.getByRole("region", { name: "Loaded images" })).toContainText("16 classes");
  await page.keyboard.press("Escape");
  await runToEnd(page);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(80);
});

test("pictures without labels are judged by agreement, SQNR and KL divergence", async ({ page }) => {
  await openLab(page);
  await pickImages(page, await flat());
  await runToEnd(page);
  expect(percent(await resultCell(page, /^Agreement/, /Quantized/))).toBeGreaterThan(80);
  expect(await resultCell(page, /^SQNR/, /Quantized/)).toMatch(/\d\sdB/);
  expect(await resultCell(page, /^KL divergence/, /Quantized/)).toMatch(/nats/);
  await expect(page.getByRole("rowheader", { name: /Top-1/ })).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("unlabelled pictures");
});

test("labels that are wrong are blamed before quantization is", async ({ page }) => {
  await openLab(page);
  const shuffled = pictures.map((picture) => ({
    ...picture,
    label: (picture.label * 7 + 5) % classes.length,
  }));
  await pickImages(page, await pictureFiles(shuffled, ({ label }, i) => `${i}_label${label}.png`));
  await runToEnd(page);
  const alert = page.getByRole("alert").filter({ hasText: "near chance" });
  await expect(alert).toContainText("preprocessing or labels are probably wrong");
  await alert.getByRole("button", { name: "Check the preprocessing" }).click();
  await expect(page.getByRole("region", { name: "Preprocessing" })).toBeFocused();
});
