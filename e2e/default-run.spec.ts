import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { chooseBits, downloadReport, openLab, percent, resultCell, runToEnd } from "./lab.ts";
import { catalogueEntry, countCorrect } from "./outside.ts";

test("the default experiment agrees with a run outside the page", async ({ page }) => {
  await openLab(page);
  await runToEnd(page);

  const report = await downloadReport(page);
  const modelFile = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download quantized model" }).click();
  const download = await modelFile;
  expect(download.suggestedFilename()).toBe("mobilenet-static-w8a8.onnx");
  const quantized = readFileSync(await download.path());
  const fp32 = readFileSync(`public/models/${catalogueEntry("mobilenet").file}`);

  const [outsideFp32, outsideQuantized] = [
    await countCorrect(fp32, "mobilenet"),
    await countCorrect(quantized, "mobilenet"),
  ];
  expect(report.fp32.top1.total).toBe(outsideFp32.total);
  expect(report.environment.quantized).toMatchObject({ backend: "wasm" });
  // Float sums are taken in another order with other batch and thread counts, so a picture on the edge may flip.
  expect(Math.abs(report.fp32.top1.correct - outsideFp32.correct)).toBeLessThanOrEqual(2);
  expect(Math.abs(report.quantized.top1.correct - outsideQuantized.correct)).toBeLessThanOrEqual(2);
  expect(report.quantized.sizeBytes).toBe(quantized.length);

  const shown = (score: { correct: number; total: number }) => (100 * score.correct) / score.total;
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeCloseTo(shown(report.fp32.top1), 1);
  expect(percent(await resultCell(page, /^Top-1/, /Quantized/))).toBeCloseTo(shown(report.quantized.top1), 1);
  expect(percent(await resultCell(page, /^Agreement/, /Quantized/))).toBeCloseTo(shown(report.agreement), 1);
  for (const { weights, output, precision } of report.layers) {
    expect(precision).toBe("int");
    expect(weights?.mse).toBeGreaterThan(0);
    expect(output?.sqnrDb).toBeGreaterThan(0);
  }
});

test("changing one option and running again shows what changed", async ({ page }) => {
  await openLab(page);
  await chooseBits(page, 2);
  await runToEnd(page);
  const coarse = percent(await resultCell(page, /^Top-1/, /Quantized/));
  const fp32 = percent(await resultCell(page, /^Top-1/, /FP32/));
  expect(coarse).toBeLessThan(fp32 - 20);

  await chooseBits(page, 8);
  await runToEnd(page);
  expect(percent(await resultCell(page, /^Top-1/, /Quantized/))).toBeGreaterThan(fp32 - 5);
  expect(percent(await resultCell(page, /^Top-1/, /Previous run/))).toBe(coarse);
  await expect(page.getByRole("region", { name: "What changed" })).toContainText(/bits/i);
});
