import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { chooseOption, openLab, runToEnd, setNumber } from "./lab.ts";

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`,
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any view, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openLab(page);
    expect(await violations(page)).toEqual([]);
    await setNumber(page, "Evaluation pictures", 128);
    await page.getByText("Distort the pictures").click();
    await page.getByText("Classes", { exact: true }).click();
    await chooseOption(page, "Weight granularity", "Per group");
    await page.getByRole("switch", { name: "Cross-layer equalization" }).click();
    await page.getByRole("button", { name: "Choose layers…" }).click();
    await page.getByRole("dialog").getByText("Quantized", { exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "First and last" }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("dialog").getByText("FP16", { exact: true }).click();
    await page.getByRole("button", { name: "Apply to 2 layers" }).click();
    await page.keyboard.press("Escape");
    await runToEnd(page);
    await expect(page.getByRole("region", { name: "Cross-layer equalization" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("tab", { name: "Layers" }).click();
    await expect(page.getByRole("table", { name: /layers/i }).first()).toBeVisible();
    await expect(page.getByRole("table", { name: "Activation ranges" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

test("an experiment can be run by keyboard alone", async ({ page }) => {
  await openLab(page);
  const run = page.getByRole("button", { name: "Run", exact: true });
  for (let i = 0; i < 30 && !(await run.evaluate((button) => button === document.activeElement)); i++) {
    await page.keyboard.press("Tab");
  }
  await expect(run).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeEnabled();
});

test("nothing scrolls sideways on a phone, and the recipe is in a drawer", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page
    .getByRole("button", { name: /recipe/i })
    .first()
    .click();
  await setNumber(page, "Evaluation pictures", 64);
  await page.keyboard.press("Escape");
  await runToEnd(page);
  expect(await overflow()).toBeLessThanOrEqual(0);
});
