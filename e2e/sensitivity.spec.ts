import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import papa from "papaparse";
import { violations } from "./axe.ts";
import {
  COMPUTED,
  chooseBits,
  downloadReport,
  openLab,
  openModel,
  percent,
  runToEnd,
  smallExperiment,
} from "./lab.ts";

const PICTURES = 64;

test.beforeEach(async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: PICTURES });
  await chooseBits(page, 4);
  await page.getByRole("tab", { name: "Sensitivity" }).click();
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const layers = (page: Page) => page.getByRole("table", { name: "Sensitivity of layers" });
const exceptions = (page: Page) => page.getByRole("list", { name: "Exceptions", exact: true });

/** Rows that the table has, those out of sight among them; two more are its headings. */
const rowCount = async (page: Page): Promise<number> =>
  Number(await layers(page).getAttribute("aria-rowcount")) - 2;

async function sweepToEnd(page: Page, start: "Sweep layers" | "Resume sweep"): Promise<void> {
  await button(page, start).click();
  await expect(page.getByText(/^32 layers on 64 pictures/)).toBeVisible(COMPUTED);
}

/** The cell of the first row under a heading of the last group. */
const thenCell = async (page: Page, fromEnd: number): Promise<string> => {
  const cells = layers(page).getByRole("row").nth(2).getByRole("cell");
  return (await cells.nth((await cells.count()) - fromEnd).textContent()) ?? "";
};

test("a sweep fills in, can be cut short and resumed, and leads to the layer", async ({ page }) => {
  await chooseBits(page, 3);
  await expect(page.getByText("32 layers are tried on 64 evaluation pictures")).toBeVisible();
  await button(page, "Sweep layers").click();
  await expect(button(page, "Run")).toBeDisabled();
  await expect.poll(() => rowCount(page)).toBeGreaterThan(2);
  await button(page, "Cancel sweep").click();
  await expect(button(page, "Resume sweep")).toBeEnabled();
  const cut = page.getByText(/^Cut short after \d+ of 32 layers; what was found stays/);
  const found = async () => Number(/\d+/.exec((await cut.textContent()) ?? "")?.[0]);
  await expect.poll(async () => (await found()) - (await rowCount(page))).toBe(0);
  expect(await found()).toBeLessThan(32);

  await sweepToEnd(page, "Resume sweep");
  expect(await rowCount(page)).toBe(32);
  await expect(page.getByText(/^Quantizing only blocks\.\S+ costs [\d.]+\spoints/)).toBeVisible();
  await expect(button(page, "Sweep layers")).toBeDisabled();
  expect(await violations(page)).toEqual([]);

  const worst = layers(page).getByRole("rowheader").first();
  const name = (await worst.textContent()) ?? "";
  await worst.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Chosen layer" })).toContainText(name);
  await button(page, "Spare the worst 3").click();
  await expect(exceptions(page)).toContainText("3 layers");
  await button(page, "Undo").click();
  await expect(exceptions(page)).toHaveCount(0);
  await button(page, "Show in Layers").click();
  await expect(page.getByRole("region", { name })).toBeVisible();

  // What was found is still there, in both directions once there is a second.
  await page.getByRole("tab", { name: "Sensitivity" }).click();
  await page.getByRole("radiogroup", { name: "Direction of the sweep" }).getByText("All but").click();
  await expect(page.getByText("The whole recipe is applied but for one layer")).toBeVisible();
  await page.getByRole("radiogroup", { name: "Direction of the sweep" }).getByText("Only this").click();
  expect(await rowCount(page)).toBe(32);
});

test("a row is what running that recipe gives; keeping the layer is one step, and undone", async ({
  page,
}) => {
  await page.getByRole("radiogroup", { name: "Direction of the sweep" }).getByText("All but").click();
  await sweepToEnd(page, "Sweep layers");
  const name = (await layers(page).getByRole("rowheader").first().textContent()) ?? "";
  const swept = [percent(await thenCell(page, 3)), percent(await thenCell(page, 2))];
  const sqnrDb = Number.parseFloat((await thenCell(page, 1)).replace("−", "-"));

  const keep = layers(page).getByRole("button", { name: `Keep ${name} in FP32`, exact: true });
  await keep.click();
  await expect(keep).toHaveAttribute("aria-pressed", "true");
  await expect(exceptions(page)).toContainText(name);
  await expect(page.getByText(/^Measured before the recipe was changed/)).toBeVisible();
  await runToEnd(page);
  await page.getByRole("tab", { name: "Compare" }).click();
  const { quantized, agreement, outputs, recipe } = await downloadReport(page);
  expect(recipe.layers).toEqual({ [name]: { precision: "fp32" } });
  const run = [quantized.top1, agreement].map(({ correct, total }) => (100 * correct) / total);
  // Sums are taken in another order with other batches, so one picture on the edge may flip.
  for (const [i, share] of run.entries())
    expect(Math.abs(share - swept[i])).toBeLessThanOrEqual(100 / PICTURES + 0.06);
  expect(outputs[0].sqnrDb).toBeCloseTo(sqnrDb, 0);

  await button(page, "Undo").click();
  await expect(exceptions(page)).toHaveCount(0);
  await page.getByRole("tab", { name: "Sensitivity" }).click();
  await expect(page.getByText(/^32 layers on 64 pictures/)).toBeVisible();
});

test("the autopilot's points fill in, are reached by keyboard, and load as the recipe", async ({ page }) => {
  // It has a third of the layers: a search tries every one at several levels.
  await openModel(page, "ResNet");
  await page.getByRole("radiogroup", { name: "Kind of budget" }).getByText("Size").click();
  await page.getByLabel("Per cent of FP32's bytes").fill("30");
  await button(page, "Search").click();
  const chart = page.getByRole("group", { name: /^Settings: / });
  await expect(chart.getByRole("button").nth(2)).toBeVisible(COMPUTED);
  await expect(button(page, "Sweep layers")).toBeDisabled();
  await expect(page.getByText(/meets the budget/)).toBeVisible(COMPUTED);
  expect(await violations(page)).toEqual([]);

  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Download as CSV: Top-1/ }).click();
  const { data } = papa.parse<Record<string, string>>(readFileSync(await (await file).path(), "utf8"), {
    header: true,
  });
  const sizes = data.map((row) => Number(row["Size (bytes)"]));
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  for (const row of data) expect(row["Top-1, pictures"]).toBe(String(PICTURES));

  const marks = chart.getByRole("button");
  await chart.locator('button[tabindex="0"]').focus();
  await page.keyboard.press("ArrowRight");
  const mark = chart.locator("button:focus");
  const label = (await mark.getAttribute("aria-label")) ?? "";
  await page.keyboard.press("Enter");
  await expect(mark).toHaveAttribute("aria-pressed", "true");
  expect(await marks.and(page.locator('[aria-pressed="true"]')).count()).toBe(1);

  const card = page.getByRole("region", { name: "Chosen setting" });
  expect(label).toContain((await card.getByRole("heading").first().textContent()) ?? "-");
  const differences = card.getByRole("list", { name: "Differences" }).getByRole("listitem");
  expect(await differences.count()).toBeGreaterThan(0);
  const size = (await card.getByRole("definition").nth(3).textContent()) ?? "";
  await card.getByRole("button", { name: "Load this recipe" }).click();
  const loaded = card.getByRole("button", { name: "Loaded" });
  await expect(loaded).toBeDisabled();
  await button(page, "Undo").click();
  await expect(card.getByRole("button", { name: "Load this recipe" })).toBeEnabled();
  await button(page, "Redo").click();
  await expect(loaded).toBeDisabled();
  await runToEnd(page);
  await page.getByRole("tab", { name: "Compare" }).click();
  const { quantized } = await downloadReport(page);
  expect(sizes).toContain(quantized.sizeBytes);
  expect(`${(quantized.sizeBytes / 1000).toFixed(1)}\u00a0kB`).toBe(size);
});
