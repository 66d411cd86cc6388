import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { splitItems } from "#images/split-items.ts";
import { tarGz, zip } from "./fixtures/archives.ts";
import { cifarBatch, idxPair, npz, tensors } from "./fixtures/arrays.ts";
import { mobilenetBytes, tenClasses } from "./fixtures/models.ts";
import { classList, grey, pictureFiles, png, type TestFile, testPictures } from "./fixtures/pictures.ts";
import { openLab, percent, resultCell, runToEnd, smallExperiment } from "./lab.ts";
import { catalogueEntry, classify } from "./outside.ts";
import { cardFact, dropFolder, openPicker, pickFolder, pickImages, pickModel } from "./own.ts";

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
    what: "a set of WebP and PNG pictures lying on their side, which EXIF says to turn",
    files: () =>
      Promise.all(
        pictures.map(async (picture, i) => {
          const [format, angle, orientation] =
            i % 2 ? (["png", 90, 8] as const) : (["webp", 270, 6] as const);
          const bytes = await sharp(await png(picture))
            .rotate(angle)
            .withMetadata({ orientation })
            .toFormat(format, { lossless: true })
            .toBuffer();
          return { path: `${i}_label${picture.label}.${format}`, bytes };
        }),
      ),
    labelsFrom: /name/,
    atLeast: 80,
  },
  {
    what: "a NumPy archive of tensors and labels",
    files: async () => [
      await npz(pictures, { x: tensors(pictures, catalogueEntry("mobilenet").preprocess) }),
    ],
    labelsFrom: /data file/,
    atLeast: 80,
  },
  // At two thirds of the size it is right less often.
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

test("an IDX pair is read, labelled and run to the last picture", async ({ page }) => {
  const levels = await Promise.all(pictures.map(grey));
  const shown = levels.map((level) =>
    Uint8Array.from({ length: 3 * level.length }, (_, i) => level[Math.floor(i / 3)]),
  );
  const found = await classify(mobilenetBytes(), "mobilenet", shown);
  const { evaluation } = splitItems(Int32Array.from(pictures, ({ label }) => label));
  const right = evaluation.filter((index) => found[index] === pictures[index].label).length;
  // Without colour: more than by guessing among 16, less than with it.
  expect(right).toBeGreaterThan(6);
  expect(right).toBeLessThan(evaluation.length - 6);
  await openLab(page);
  await pickImages(page, await idxPair(pictures));
  await openPicker(page, "Images");
  await expect(cardFact(page, "Loaded images", "Labels from")).toHaveText("the data file");
  await page.keyboard.press("Escape");
  await runToEnd(page);
  const exact = ((100 * right) / evaluation.length).toFixed(1);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBe(Number(exact));
});

test("a folder dropped from the system is read with its subfolders", async ({ page }, info) => {
  await openLab(page);
  await dropFolder(page, info, [...(await inFolders()), classList(classes)]);
  await openPicker(page, "Images");
  await expect(cardFact(page, "Loaded images", "Labelled")).toHaveText("all");
  await expect(cardFact(page, "Loaded images", "Labels from")).toHaveText("folder names");
  await expect(page.getByRole("region", { name: "Loaded images" })).toContainText("16 classes");
});

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

test("preprocessing that is not the model's is named, and restored by one press", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 128 });
  await page.getByRole("combobox", { name: "Values" }).click();
  await page.getByRole("option", { name: "0 to 255" }).click();
  await runToEnd(page);
  const alert = page.getByRole("alert").filter({ hasText: "the preprocessing is not the model's" });
  await expect(alert).toContainText("of 128 labelled images");
  await alert.getByRole("button", { name: "Restore the model's preprocessing" }).click();
  await alert.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("status").first()).toContainText("Done");
  await expect(alert).toHaveCount(0);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(85);
});

test("images of another model are called that, until other images are open", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await pickModel(page, tenClasses());
  await runToEnd(page);
  const alert = page.getByRole("alert").filter({ hasText: "near chance" });
  await expect(alert).toContainText("these images belong to another model");
  await expect(alert).toContainText("16 classes, the model tells apart 10");
  await pickImages(page, await flat());
  await expect(alert).toHaveCount(0);
});

test("classes without names are named like a known list or by a file, and are numbers again", async ({
  page,
}) => {
  await openLab(page);
  await pickModel(page, tenClasses());
  await pickImages(page, [await cifarBatch(pictures.filter(({ label }) => label < 10))]);
  await runToEnd(page);
  const figure = page.getByRole("figure", { name: /^Accuracy per class/ });
  await figure.getByText("Show as table").click();
  const chart = figure.getByRole("table", { name: "Accuracy per class" });
  await expect(chart).toContainText("class 3");

  await openPicker(page, "Images");
  const naming = page.getByRole("radiogroup", { name: /tells apart 10 classes/ });
  await expect(naming.getByRole("radio", { name: "Keep numbers" })).toBeChecked();
  await expect(naming.getByRole("radio")).toHaveCount(4);
  await naming.getByText("Name them like CIFAR-10").click();
  await page.keyboard.press("Escape");
  await expect(chart).toContainText("airplane");
  await expect(chart).not.toContainText("class 3");

  await openPicker(page, "Images");
  await naming.getByText("Keep numbers").click();
  const names = Array.from({ length: 10 }, (_, i) => `thing ${i}`).join("\n");
  const file = { name: "names.txt", mimeType: "text/plain", buffer: Buffer.from(names) };
  await page.getByLabel("Open a file of class names").setInputFiles(file);
  await expect(naming.getByRole("radio", { name: "Named by a file" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(chart).toContainText("thing 3");
});

/** What reading plain JPEGs without a canvas and without `colorSpaceConversion: "none"` relies on. */
test("a JPEG without a profile has the same pixels however they are asked for", async ({ page }) => {
  const { rgb } = pictures[0];
  const jpeg = await sharp(rgb, { raw: { width: 48, height: 48, channels: 3 } })
    .resize(101, 67)
    .jpeg()
    .toBuffer();
  await openLab(page);
  const differences = await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
    const drawn = async (options?: ImageBitmapOptions) => {
      const bitmap = await createImageBitmap(blob, options);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context?.drawImage(bitmap, 0, 0);
      return context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
    };
    const frame = new VideoFrame(await createImageBitmap(blob), { timestamp: 0 });
    const copied = new Uint8Array(frame.codedWidth * frame.codedHeight * 4);
    await frame.copyTo(copied);
    const red = frame.format?.startsWith("BGR") ? 2 : 0;
    const order = [red, 1, 2 - red];
    const [plain, unconverted] = [await drawn(), await drawn({ colorSpaceConversion: "none" })];
    const opaque = [...plain.keys()].filter((i) => i % 4 < 3);
    return [
      opaque.filter((i) => plain[i] !== unconverted[i]).length,
      opaque.filter((i) => plain[i] !== copied[i - (i % 4) + order[i % 4]]).length,
      opaque.length,
    ];
  }, jpeg.toString("base64"));
  expect(differences).toEqual([0, 0, 3 * 101 * 67]);
});
