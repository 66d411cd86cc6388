import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import papa from "papaparse";
import sharp from "sharp";
import { manyClasses } from "./fixtures/models.ts";
import { pictureFiles, testPictures } from "./fixtures/pictures.ts";
import { openLab, runToEnd, smallExperiment } from "./lab.ts";
import { pickImages, pickModel } from "./own.ts";

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

test("a hundred classes are legible page by page at any width, and the table has them all", async ({
  page,
}) => {
  await openLab(page);
  await pickModel(page, manyClasses(100));
  const { pictures } = await testPictures(200);
  const labelled = pictures.map((picture, i) => ({ ...picture, label: i % 100 }));
  await pickImages(page, await pictureFiles(labelled, ({ label }, i) => `${i}_label${label}.png`));
  await runToEnd(page);
  const figure = page.getByRole("figure", { name: /^Accuracy per class/ });
  const names = figure.locator("svg text", { hasText: /^class \d+/ });
  const apart = () =>
    names.evaluateAll((texts) => {
      const lefts = texts.map((text) => text.getBoundingClientRect().left).sort((a, b) => a - b);
      return Math.min(...lefts.slice(1).map((left, i) => left - lefts[i]));
    });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(apart).toBeGreaterThan(12);
    expect(await names.count()).toBeGreaterThan(10);
  }
  await expect(figure).toHaveAccessibleName(/those that lose most first, 1 to \d+ of 100$/);
  await page.getByRole("radiogroup", { name: "Classes first" }).getByText("As numbered").click();
  await expect(names.first()).toHaveText("class 0");
  await page.getByRole("button", { name: "Next classes" }).click();
  await expect(figure).toHaveAccessibleName(/in order, [1-9]\d+ to \d+ of 100$/);
  await expect(names.first()).not.toHaveText("class 0");
  await figure.getByText("Show as table").click();
  await expect(figure.getByRole("table").getByRole("row")).toHaveCount(101);
});
