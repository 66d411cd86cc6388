import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { openLab, resultCell, runToEnd, smallExperiment } from "./lab.ts";

async function takeAway(page: Page, item: RegExp): Promise<{ name: string; text: string }> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: item }).click();
  const saved = await file;
  return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), "utf8") };
}

test("the report as a page stands alone and says what the lab says; the script carries the recipe", async ({
  page,
  context,
}) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  const size = await resultCell(page, /Model size/, /INT8/);

  const report = await takeAway(page, /Report as a page/);
  expect(report.name).toBe("report.html");
  expect(report.text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  const alone = await context.newPage();
  await alone.setContent(report.text);
  await expect(alone.getByRole("heading", { level: 1 })).toHaveText("MobileNet, INT8 static");
  await expect(alone.getByRole("row", { name: /Model size/ })).toContainText(
    /([\d.]+)\s?kB/.exec(size)?.[1] ?? "",
  );
  await expect(alone.getByRole("row", { name: /Calibration pictures/ })).toContainText("16");
  await expect(alone.getByRole("heading", { name: "Diagnosis" })).toBeVisible();
  const charts = alone.getByRole("img");
  await expect(charts).toHaveCount(2);
  for (const chart of await charts.all()) {
    expect(await chart.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(500);
  }

  const script = await takeAway(page, /Python script/);
  expect(script.name).toBe("quantize.py");
  expect(script.text).toContain("COUNT = 16");
});
