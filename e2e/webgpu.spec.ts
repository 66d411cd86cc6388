import { expect, type Page, test } from "@playwright/test";
import { chooseOption, downloadReport, openLab, runToEnd, setNumber } from "./lab.ts";

/** WebGPU in software takes about 130 times as long: enough pictures to compare, no more. */
const PICTURES = 12;

/** The reports of the chosen experiment on WASM, then on WebGPU. */
async function runOnBoth(page: Page) {
  await runToEnd(page);
  const wasm = await downloadReport(page);
  await page
    .getByRole("radiogroup", { name: /^Backend/ })
    .getByText("WebGPU")
    .click();
  await runToEnd(page);
  const webgpu = await downloadReport(page);
  return { wasm, webgpu };
}

test("a small experiment on WebGPU gives the numbers of WASM", async ({ page }) => {
  await openLab(page);
  await setNumber(page, "Calibration pictures", 8);
  await setNumber(page, "Evaluation pictures", PICTURES);
  const { wasm, webgpu } = await runOnBoth(page);

  expect(wasm.environment.fp32.backend).toBe("wasm");
  expect(webgpu.environment.fp32.backend).toBe("webgpu");
  expect(webgpu.environment.quantized.backend).toBe("wasm");
  expect(webgpu.fp32.top1).toEqual(wasm.fp32.top1);
  expect(webgpu.fp32.top1.total).toBe(PICTURES);
  // Ranges calibrated on the other backend differ in the last bits, so codes on the edge may too.
  expect(Math.abs(webgpu.quantized.top1.correct - wasm.quantized.top1.correct)).toBeLessThanOrEqual(1);
});

test("a weight-only model runs on WebGPU, too", async ({ page }) => {
  await openLab(page);
  await setNumber(page, "Evaluation pictures", PICTURES);
  await chooseOption(page, "Mode", "Weight-only");
  const { wasm, webgpu } = await runOnBoth(page);

  expect(wasm.environment.quantized.backend).toBe("wasm");
  expect(webgpu.notices).toEqual([]);
  expect(webgpu.environment.quantized.backend).toBe("webgpu");
  expect(Math.abs(webgpu.quantized.top1.correct - wasm.quantized.top1.correct)).toBeLessThanOrEqual(1);
});

test.describe("without WebGPU", () => {
  test("the choice is closed and says why, and WASM works", async ({ page }) => {
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined }),
    );
    await openLab(page);
    await expect(page.getByRole("radio", { name: "WebGPU" })).toBeDisabled();
    await page.getByRole("button", { name: /Backend/ }).click();
    await expect(page.getByText("WebGPU cannot be chosen")).toBeVisible();
  });
});
