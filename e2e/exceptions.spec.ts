import { expect, type Page, test } from "@playwright/test";
import { downloadReport, openLab, runToEnd, smallExperiment } from "./lab.ts";

test.beforeEach(async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
});

const dialog = (page: Page) => page.getByRole("dialog", { name: "Exceptions per layer" });

async function openExceptions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Choose layers…" }).click();
  await expect(dialog(page).getByRole("listbox", { name: "Layers" })).toBeVisible();
}

const close = (page: Page) => dialog(page).getByRole("button", { name: "Close the exceptions" }).click();

test("all depthwise layers are spared in one step, and one undo takes it back", async ({ page }) => {
  await openExceptions(page);
  await dialog(page)
    .getByRole("button", { name: /^Depthwise/ })
    .click();
  await dialog(page)
    .getByRole("button", { name: /^Apply to \d+ layers/ })
    .click();
  await close(page);
  const list = page.getByRole("list", { name: "Exceptions", exact: true });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list).toContainText(/\d+ layers\s*FP32/);
  await runToEnd(page);
  const { layers } = await downloadReport(page);
  for (const { name, precision, arithmetic } of layers) {
    const spared = name.includes("depthwise");
    expect(precision, name).toBe(spared ? "fp32" : "int");
    expect(arithmetic, name).toBe(spared ? "float32" : "integer");
  }
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list).toHaveCount(0);
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
});

test("a pattern, the first and last, and the worst layers get exceptions of their own", async ({ page }) => {
  await runToEnd(page);
  await openExceptions(page);
  const box = dialog(page);
  await box.getByLabel("Name pattern").fill("blocks.1.*");
  const rows = box.getByRole("listbox").getByRole("option");
  await expect(rows).toHaveCount(3);
  await box.getByRole("button", { name: "Select matching 3" }).click();
  await box.getByText("Quantized", { exact: true }).click();
  await box.getByLabel("Weight bits of the layers").selectOption("4");
  await box.getByLabel("Weight granularity of the layers").selectOption("channel");
  await box.getByLabel("Output bits of the layers").selectOption("6");
  await box.getByRole("button", { name: "Apply to 3 layers" }).click();
  await expect(rows.first()).toContainText("weights 4-bit per channel, output 6-bit");

  await box.getByLabel("Name pattern").fill("");
  await box.getByRole("button", { name: "Choose none" }).click();
  await box.getByRole("button", { name: "First and last" }).click();
  await box.getByText("FP16", { exact: true }).click();
  await box.getByRole("button", { name: "Apply to 2 layers" }).click();
  await box.getByRole("button", { name: "Choose none" }).click();
  await box.getByRole("button", { name: "Select the worst" }).click();
  await expect(box.getByText("3 layers chosen")).toBeVisible();
  await close(page);

  await runToEnd(page);
  const { layers, recipe } = await downloadReport(page);
  expect(Object.keys(recipe.layers)).toHaveLength(5);
  expect([layers.at(0)?.precision, layers.at(-1)?.precision]).toEqual(["fp16", "fp16"]);
  expect(layers.at(0)?.arithmetic).toBe("float16");
  expect(recipe.layers["blocks.1.expand.conv"]).toEqual({
    weights: { bits: 4, granularity: { kind: "channel" } },
    activations: { bits: 6 },
  });
  const own = layers.find(({ name }) => name === "blocks.1.expand.conv");
  expect(own?.weights?.scaleCount).toBeGreaterThan(1);
});

test("layers are chosen and spared by keyboard alone", async ({ page }) => {
  await page.getByRole("button", { name: "Choose layers…" }).focus();
  await page.keyboard.press("Enter");
  const list = dialog(page).getByRole("listbox", { name: "Layers" });
  await expect(list).toBeVisible();
  for (let i = 0; i < 40 && !(await list.evaluate((box) => box === document.activeElement)); i++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(dialog(page).getByText("2 layers chosen")).toBeVisible();
  const apply = dialog(page).getByRole("button", { name: "Apply to 2 layers" });
  for (let i = 0; i < 10 && !(await apply.evaluate((button) => button === document.activeElement)); i++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("list", { name: "Exceptions", exact: true })).toContainText("2 layers");
});
