import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { npy, npz, openMasks, tensors } from "./fixtures/arrays.ts";
import {
  channelsLast,
  externalData,
  fixedBatch,
  halfPrecision,
  initializersAsInputs,
  masked,
  mobilenetBytes,
  pictureToPicture,
} from "./fixtures/models.ts";
import { SIDE, testPictures } from "./fixtures/pictures.ts";
import {
  chooseOption,
  downloadReport,
  openLab,
  percent,
  resultCell,
  runToEnd,
  smallExperiment,
} from "./lab.ts";
import { catalogueEntry } from "./outside.ts";
import { cardFact, drop, openPicker, pickImages, pickModel } from "./own.ts";

const SMALL = { calibration: 16, evaluation: 64 };

const EXPORTS = [
  { what: "a fixed batch of one", files: fixedBatch },
  { what: "weights in half precision", files: halfPrecision },
  { what: "initialisers listed as inputs", files: initializersAsInputs },
  { what: "channels last behind a Transpose", files: channelsLast },
  { what: "weights in a file beside it", files: externalData },
];

for (const { what, files } of EXPORTS) {
  test(`a model with ${what} is opened, quantized and keeps its accuracy`, async ({ page }) => {
    await openLab(page);
    const [model, ...beside] = files();
    await pickModel(page, [model, ...beside]);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page.getByRole("button", { name: `Model: ${model.path}`, exact: true })).toBeVisible();
    await smallExperiment(page, SMALL);
    await runToEnd(page);
    expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(80);
    expect(percent(await resultCell(page, /^Top-1/, /Quantized/))).toBeGreaterThan(70);
  });
}

test("a dropped model and its data file are opened together", async ({ page }) => {
  await openLab(page);
  await drop(page, externalData());
  await expect(page.getByRole("button", { name: "Model: external.onnx", exact: true })).toBeVisible();
  await openPicker(page, "Model");
  await expect(cardFact(page, "Loaded model", "Parameters")).toHaveText(/^\d{3},\d{3}$/);
  await expect(page.getByRole("region", { name: "Loaded model" })).toContainText("Operators");
});

test("a model that gives pictures is compared by its outputs, pictures side by side", async ({ page }) => {
  await openLab(page);
  await pickModel(page, pictureToPicture());
  await smallExperiment(page, SMALL);
  await runToEnd(page);
  const outputs = page.getByRole("table", { name: "Outputs" });
  await expect(outputs.getByRole("row", { name: /painted/ })).toContainText(/dB/);
  await expect(page.getByRole("rowheader", { name: /Top-1|Agreement/ })).toHaveCount(0);
  for (const part of ["fp32", "quantized", "difference"]) {
    await expect(page.getByRole("img", { name: `Picture 1, ${part}` })).toBeVisible();
  }
  await page.getByRole("button", { name: "next picture" }).press("Enter");
  await expect(page.getByRole("img", { name: "Picture 2, fp32" })).toBeVisible();
});

test("items that hold NaN or infinity are counted and told, and in no figure", async ({ page }) => {
  const [items, size] = [24, 3 * SIDE * SIDE];
  const values = Float32Array.from({ length: items * size }, (_, i) => Math.sin(i));
  // Of four items that follow each other some are evaluated.
  for (let item = 8; item < 12; item++) values[item * size + 5] = item % 2 ? Number.NaN : Infinity;
  await openLab(page);
  await pickModel(page, pictureToPicture());
  await pickImages(page, [
    { path: "x.npy", bytes: npy("<f4", [items, 3, SIDE, SIDE], Buffer.from(values.buffer)) },
  ]);
  await runToEnd(page);
  const told = /(\d) of 18 items holds? NaN or infinity in the FP32 output “painted”/;
  const notice = page.getByRole("note").filter({ hasText: told });
  await expect(notice).toBeVisible();
  const outputs = page.getByRole("table", { name: "Outputs" });
  await expect(outputs.getByRole("row", { name: /painted/ })).toContainText(/[1-9]\d\.\d\sdB/);
  await expect(outputs).not.toContainText(/NaN|∞|not a number/);
  const report = await downloadReport(page);
  const { fp32Only, both, quantizedOnly } = report.outputs[0].notFinite;
  expect([fp32Only + both, quantizedOnly]).toEqual([Number((await notice.innerText()).match(told)?.[1]), 0]);
  expect(report.outputs[0].sqnrDb).toBeGreaterThan(20);
});

test("a model that is quantized already is evaluated, not quantized again", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, SMALL);
  await runToEnd(page);
  const quantized = await resultCell(page, /^Top-1/, /Quantized/);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download quantized model" }).click();
  await pickModel(page, [{ path: "int8.onnx", bytes: readFileSync(await (await saved).path()) }]);
  await expect(page.getByRole("group", { name: /quantized already/ })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Per channel" })).toBeDisabled();
  await runToEnd(page);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeCloseTo(percent(quantized), 0);
  await expect(page.getByRole("main")).toContainText("Quantized already, evaluated as it is");
});

test("a model is fetched from a pasted address, a hub's page of the file included", async ({ page }) => {
  await page.route("https://huggingface.co/**", (route) =>
    route.request().url().includes("/resolve/main/net.onnx")
      ? route.fulfill({ body: mobilenetBytes(), headers: { "Access-Control-Allow-Origin": "*" } })
      : route.fulfill({ status: 404 }),
  );
  await openLab(page);
  await openPicker(page, "Model");
  await page.getByLabel("Address of an .onnx file").fill("huggingface.co/someone/nets/blob/main/net.onnx");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Model: net.onnx", exact: true })).toBeVisible();
});

test("a fetched model is kept, and not fetched at the next visit", async ({ page }) => {
  let fetches = 0;
  await page.route("https://models.example/net.onnx", (route) => {
    fetches++;
    return route.fulfill({ body: mobilenetBytes(), headers: { "Access-Control-Allow-Origin": "*" } });
  });
  await openLab(page);
  await openPicker(page, "Model");
  await page.getByLabel("Address of an .onnx file").fill("https://models.example/net.onnx");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Model: net.onnx", exact: true })).toBeVisible();
  await openPicker(page, "Model");
  const kept = page.getByRole("region", { name: "Kept on this device" });
  await expect(kept.getByRole("listitem")).toContainText(/852\.9\skB\s*from models\.example/);
  await openLab(page);
  await openPicker(page, "Model");
  await kept.getByRole("button", { name: /^net\.onnx/ }).click();
  await expect(page.getByRole("button", { name: "Model: net.onnx", exact: true })).toBeVisible();
  expect(fetches).toBe(1);
});

test("a model with a second input takes an array of its name", async ({ page }) => {
  const { pictures } = await testPictures(64);
  const image = tensors(pictures, catalogueEntry("mobilenet").preprocess);
  await openLab(page);
  await pickModel(page, masked());
  await openPicker(page, "Model");
  await expect(page.getByRole("region", { name: "Loaded model" })).toContainText("Its input “mask”");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "An input of the model gets nothing" });
  await expect(alert).toContainText("“mask” (float32 [batch×1×48×48])");
  await pickImages(page, [await npz(pictures, { mask: openMasks(pictures), image })]);
  await openPicker(page, "Images");
  await expect(cardFact(page, "Loaded images", "Arrays for other inputs")).toHaveText(
    "mask (1 × 48 × 48 each)",
  );
  await page.keyboard.press("Escape");
  await runToEnd(page);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(80);
  expect(percent(await resultCell(page, /^Top-1/, /Quantized/))).toBeGreaterThan(70);
});

test("what the network gets follows the preprocessing, and the file's suggestion can be taken again", async ({
  page,
}) => {
  await openLab(page);
  await pickModel(page, [{ path: "mine.onnx", bytes: mobilenetBytes() }]);
  const section = page.getByRole("region", { name: "Preprocessing" });
  await expect(section).toContainText("As the file suggests");
  const first = section.getByRole("img", { name: "Input 1" });
  const pixels = () => first.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL().length);
  await expect(first).toBeVisible();
  const before = await pixels();
  await section.getByText("Size and order").click();
  await chooseOption(page, "Channel order", "Grey");
  await expect.poll(pixels).not.toBe(before);
  await expect(section).toContainText("The file suggests ImageNet (torchvision)");
  await section.getByRole("button", { name: "Use the suggestion" }).click();
  await expect.poll(pixels).toBe(before);
  await expect(section).toContainText("As the file suggests");
});
