import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import papa from "papaparse";
import sharp from "sharp";
import { openLab, runToEnd, smallExperiment } from "./lab.ts";

const CHART = "Accuracy per class, FP32 and INT8";

async function download(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: `Download as ${format}: ${CHART}` }).click();
  const saved = await file;
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

test("a chart is saved as SVG, PNG and CSV that need nothing of the page", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 128 });
  await runToEnd(page);

  const svg = await download(page, "SVG");
  expect(svg.name).toBe("accuracy-per-class-fp32-and-int8.svg");
  const text = svg.bytes.toString();
  expect(text).not.toMatch(/var\(|class=|style=/);
  expect(text).toContain("Correct (%)");
  const drawn = await sharp(svg.bytes).stats();
  // Ground, two variants' bars and texts: many colours, none of them a black block from a lost style.
  expect(drawn.channels[0].stdev).toBeGreaterThan(10);
  expect(drawn.channels[0].mean).toBeGreaterThan(150);

  const png = await download(page, "PNG");
  const size = await sharp(png.bytes).metadata();
  const [, width] = /width="(\d+)"/.exec(text) ?? [];
  expect(size.width).toBe(2 * Number(width));

  const { bytes } = await download(page, "CSV");
  const { data, meta } = papa.parse<Record<string, string>>(bytes.toString(), { header: true });
  expect(meta.fields).toEqual(["Class", "Pictures", "FP32", "INT8", "Difference", "p after Holm"]);
  await page.locator("figure", { hasText: "Show as table" }).getByText("Show as table").first().click();
  const rows = page.getByRole("table", { name: "Accuracy per class" }).getByRole("row");
  await expect(rows).toHaveCount(data.length + 1);
  expect(data.reduce((sum, row) => sum + Number(row.Pictures), 0)).toBe(128);
  for (const row of data) {
    expect(Number(row.Difference)).toBeCloseTo(Number(row.INT8) - Number(row.FP32), 12);
  }
});
