import { expect, type Page, test } from "@playwright/test";
import {
  chooseBits,
  chooseOption,
  downloadReport,
  openLab,
  percent,
  resultCell,
  runToEnd,
  setNumber,
  smallExperiment,
} from "./lab.ts";

const EVALUATION = 128;

test.beforeEach(async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 32, evaluation: EVALUATION });
});

/** Accuracy of the quantized model in per cent, as the page shows it. */
const quantizedTop1 = async (page: Page) => percent(await resultCell(page, /^Top-1/, /Quantized/));
const fp32Top1 = async (page: Page) => percent(await resultCell(page, /^Top-1/, /FP32/));

for (const { mode, says, detail } of [
  { mode: "Static", says: "INT8", detail: "INT8 static" },
  { mode: "Dynamic", says: "INT8 dynamic", detail: "INT8 dynamic" },
  { mode: "Weight-only", says: "W8A32 weight-only", detail: "W8A32 weight-only" },
]) {
  test(`${mode} mode runs from end to end and says so`, async ({ page }) => {
    await chooseOption(page, "Mode", mode);
    await runToEnd(page);
    expect(await quantizedTop1(page)).toBeGreaterThan((await fp32Top1(page)) - 10);
    await expect(page.getByText(new RegExp(`^${says} (keeps|scores)`))).toBeVisible();
    await expect(page.getByRole("columnheader", { name: /Quantized/ }).first()).toContainText(detail);
    const report = await downloadReport(page);
    expect(report.quantized.sizeBytes).toBeLessThan(report.fp32.sizeBytes / 2);
    const arithmetic = new Set(report.layers.map((layer) => layer.arithmetic));
    expect(arithmetic.has("integer")).toBe(mode !== "Weight-only");
  });
}

test("what a mode does not use is closed, with the reason", async ({ page }) => {
  const bits = page.getByRole("radiogroup", { name: "Activation bits" }).getByRole("radio").first();
  const count = page.getByLabel("Calibration pictures", { exact: true });
  await expect(bits).toBeEnabled();
  await chooseOption(page, "Mode", "Dynamic");
  await expect(bits).toBeDisabled();
  await expect(page.getByText(/always 8-bit asymmetric/)).toBeVisible();
  await expect(count).toBeDisabled();
  await page.getByRole("switch", { name: "Bias correction" }).click();
  await expect(count).toBeEnabled();
  await chooseOption(page, "Mode", "Weight-only");
  await expect(page.getByText("Not used: activations stay in floating point.")).toBeVisible();
});

test("4-bit weights in groups, weight only, beat 4 bits per tensor and are smaller than INT8", async ({
  page,
}) => {
  await chooseOption(page, "Mode", "Weight-only");
  await runToEnd(page);
  const int8 = await downloadReport(page);
  await chooseBits(page, 4);
  await runToEnd(page);
  const perTensor = await downloadReport(page);
  await chooseOption(page, "Weight granularity", "Per group");
  await page.getByRole("button", { name: "Group size 16", exact: true }).click();
  await expect(page.getByLabel("Group size", { exact: true })).toHaveValue("16");
  await runToEnd(page);
  const perGroup = await downloadReport(page);
  expect(perGroup.recipe.weights).toMatchObject({ bits: 4, granularity: { kind: "group", size: 16 } });
  expect(perGroup.quantized.sizeBytes).toBeLessThan(int8.quantized.sizeBytes);
  for (const [i, { name, weights }] of perGroup.layers.entries()) {
    const coarse = perTensor.layers[i].weights;
    if (weights && coarse) expect(weights.mse, name).toBeLessThanOrEqual(coarse.mse * 1.001);
  }
  expect(perGroup.agreement.correct).toBeGreaterThan(perTensor.agreement.correct);
});

test("4-bit symmetric activations are simulated, and the page says so", async ({ page }) => {
  await chooseOption(page, "Activation bits", "4");
  await chooseOption(page, "Activation scheme", "Symmetric");
  await expect(page.getByText(/4-bit codes in an 8-bit kernel/)).toBeVisible();
  await runToEnd(page);
  await expect(page.getByRole("region", { name: "Latency, one picture" })).toContainText("simulated");
  await expect(page.getByRole("columnheader", { name: /Quantized/ }).first()).toContainText("W8A4 static");
  const report = await downloadReport(page);
  expect(report.layers.some(({ simulated }) => simulated)).toBe(true);
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByRole("table", { name: "Layers", exact: true })).toContainText("integer, simulated");
});

test("each correction is a switch and shows what it did", async ({ page }) => {
  await chooseBits(page, 4);
  for (const name of ["Cross-layer equalization", "Bias correction", "Learned rounding"])
    await page.getByRole("switch", { name }).click();
  await expect(page.getByRole("list", { name: "Phases of the run" })).toContainText(/Round.*Biases/);
  await runToEnd(page);
  const panel = page.getByRole("region", { name: "What the corrections did" });
  for (const name of ["Cross-layer equalization", "Learned rounding", "Bias correction"])
    await expect(panel.getByRole("region", { name, exact: true })).toBeVisible();
  const { corrections } = await downloadReport(page);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const of = <Row>(rows: Row[] | null, value: (row: Row) => number) => median((rows ?? []).map(value));
  const { equalization, biasCorrection, learnedRounding } = corrections;
  expect(of(equalization, (pair) => pair.rangeSpreadAfter)).toBeLessThan(
    of(equalization, (pair) => pair.rangeSpreadBefore),
  );
  expect(of(biasCorrection, (layer) => layer.meanShiftAfter)).toBeLessThan(
    of(biasCorrection, (layer) => layer.meanShiftBefore),
  );
  expect(of(learnedRounding, (layer) => layer.outputMseLearned)).toBeLessThan(
    of(learnedRounding, (layer) => layer.outputMseNearest),
  );
});

test("a calibration set can be made bad on purpose", async ({ page }) => {
  await runToEnd(page);
  const sound = await downloadReport(page);
  await page.getByText("Distort the pictures").click();
  const strip = page.getByRole("list", { name: /Calibration pictures as they/ });
  const first = strip.getByRole("img").first();
  await expect(first).toBeVisible();
  const pixels = () => first.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await pixels();
  await setNumber(page, "Calibration brightness", 0.1);
  await setNumber(page, "Calibration noise", 5);
  await expect.poll(pixels).not.toBe(before);
  await page.getByText("Classes", { exact: true }).click();
  await page.getByRole("combobox", { name: "Calibration classes" }).click();
  await page.getByRole("option").first().click();
  await page.keyboard.press("Escape");
  await runToEnd(page);
  const dark = await downloadReport(page);
  expect(dark.recipe.calibration).toMatchObject({ classes: [0], distort: { brightness: 0.1, noise: 5 } });
  expect(dark.agreement.correct).toBeLessThan(sound.agreement.correct);
  await page.getByRole("button", { name: "Leave the pictures as they are" }).click();
  await expect.poll(pixels).toBe(before);
});

test("another method moves the ranges at once, and the next run does not calibrate again", async ({
  page,
}) => {
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByText(/^Run once:/)).toBeVisible();
  await runToEnd(page);
  const table = page.getByRole("table", { name: "Activation ranges" });
  const clipping = page.getByText(/clip some of the values seen/);
  await expect(clipping).toContainText(/; 0 clip/);
  await page.getByRole("combobox", { name: "Method" }).click();
  await page.getByRole("option", { name: /^Least squared error/ }).click();
  await expect(clipping).not.toContainText(/; 0 clip/);
  await expect(table.getByRole("row").nth(3)).toBeVisible();
  await expect(page.getByRole("status").first()).toHaveText("Done");

  await runToEnd(page);
  const calibrate = page
    .getByRole("list", { name: "Phases of the run" })
    .getByRole("listitem")
    .filter({ hasText: "Calibrate" });
  await expect(calibrate).toContainText(/0\.0|reused/);
});
