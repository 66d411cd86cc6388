import { expect, type Page, test } from "@playwright/test";
import { COLOUR_RULES, violations } from "./axe.ts";
import { COMPUTED, openLab, percent, runToEnd, setNumber } from "./lab.ts";

const settings = (page: Page) => page.getByRole("region", { name: "Settings A and B" });
const answer = (page: Page) => page.getByRole("region", { name: "A and B beside FP32" });
const wall = (page: Page) => page.getByRole("region", { name: "Image by image" });
const cause = (page: Page) => page.getByRole("region", { name: /^Why/ });

const choose = (page: Page, setting: "A" | "B", option: string, value: string) =>
  page.getByLabel(`${setting}: ${option}`, { exact: true }).selectOption(value);

/** Weights of 4 bits, with one scale for a layer in A and one for a channel in B. */
async function setPair(page: Page): Promise<void> {
  await choose(page, "A", "Mode", "weight-only");
  await choose(page, "A", "Weights", "4");
  await choose(page, "A", "Scales of weights", "tensor");
  await page.getByRole("button", { name: "Copy A to B" }).click();
  await choose(page, "B", "Scales of weights", "channel");
}

const bar = async (page: Page, name: string) =>
  percent((await answer(page).locator("dl > div", { hasText: name }).locator("dd").textContent()) ?? "");

test("two settings are measured beside FP32 in one run, and the page shows why they differ", async ({
  page,
}) => {
  await openLab(page);
  await setNumber(page, "Evaluation pictures", 512);
  await page.getByRole("button", { name: "Add setting B" }).click();
  await setPair(page);

  // The cause is there before anything is run, and follows the settings.
  await expect(cause(page)).toContainText(/Under A the channel in the middle uses \d+ of 15 levels/);
  await choose(page, "B", "Weights", "3");
  await expect(cause(page)).toContainText(/Under B the channel in the middle uses \d+ of 7 levels/);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByLabel("B: Weights", { exact: true })).toHaveValue("4");

  await runToEnd(page);
  await expect(answer(page)).toContainText("512 images, the same for all three");
  const [fp32, a, b] = [await bar(page, "FP32"), await bar(page, "A"), await bar(page, "B")];
  // The full set gives 95.1, 52.6 and 93.9.
  expect(fp32).toBeGreaterThan(92);
  expect(a).toBeLessThan(65);
  expect(b).toBeGreaterThan(89);
  await expect(answer(page)).toContainText("4-bit weights, one scale per layer");
  await expect(answer(page)).toContainText("With one scale per channel");

  await answer(page).getByText("How sure is this?").click();
  const tests = answer(page).getByRole("table", { name: "The same images, judged in pairs" });
  const gained = tests.getByRole("row", { name: /^B against A/ }).getByRole("cell");
  const [lost, won] = [await gained.nth(0).textContent(), await gained.nth(1).textContent()];
  expect(((Number(won) - Number(lost)) / 512) * 100).toBeCloseTo(b - a, 0);

  // Image by image: as many as the test counts, each with three marks.
  const filter = wall(page).getByRole("radiogroup", { name: "Which images to show" });
  await filter.getByText(`A wrong, B right ${won}`).click();
  const images = wall(page).getByRole("button", { name: /^Image \d+, / });
  await expect(images).toHaveCount(24);
  await expect(images.first()).toHaveAccessibleName(/A wrong, B right$/);
  await images.first().click();
  await expect(wall(page)).toContainText(/Image \d+, \w+: FP32 \w+ ✓ ?A [\w ]+ ✗ ?B \w+ ✓/);

  // The layer that differs most is looked into, and the numbers are told to be old once a setting is another.
  await expect(page.getByLabel("Layer to look into").locator("option:checked")).toContainText(
    "(differs most)",
  );
  await choose(page, "B", "Weights", "8");
  await expect(answer(page)).toContainText("setting B has changed since");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(answer(page)).not.toContainText("changed since");

  // The tooltip of the button under the pointer is in no landmark.
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toBeHidden();
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations(page, { rules: COLOUR_RULES })).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });

  // Both are in the log, and come back with the next visit, on the tab that the address names.
  const address = page.url();
  await page.getByRole("tab", { name: "Experiments" }).click();
  await expect.poll(() => page.url()).not.toBe(address);
  await expect(page.getByRole("table").getByText("B of run 1")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("tab", { name: "Experiments" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(settings(page)).toBeVisible();
  await expect(page.getByLabel("B: Scales of weights")).toHaveValue("channel");
  await expect.poll(() => bar(page, "B")).toBe(b);
});

test("a link carries both settings and their numbers to another browser, which measures them again", async ({
  page,
  browser,
  context,
  baseURL,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLab(page);
  await setNumber(page, "Evaluation pictures", 128);
  await page.getByRole("button", { name: "Add setting B" }).click();
  await setPair(page);
  await runToEnd(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page
    .waitForFunction(() => navigator.clipboard.readText())
    .then((text) => text.jsonValue());
  expect(link.length).toBeLessThan(900);

  const other = await browser.newContext({ baseURL, serviceWorkers: "block" });
  const visitor = await other.newPage();
  await visitor.goto(link);
  const offer = visitor.getByRole("dialog");
  await expect(offer).toContainText("Second setting, B");
  await expect(offer).toContainText("with one scale per channel");
  await offer.getByRole("button", { name: "Open and run" }).click();
  await expect(visitor.getByText("Run 1 gives the numbers of the link")).toBeVisible(COMPUTED);
  await visitor.getByText("All numbers").click();
  await expect(visitor.getByRole("table", { name: "Numbers of the link and of this run, B" })).toBeVisible();
  expect(await bar(visitor, "B")).toBe(await bar(page, "B"));
  await other.close();
});

test("a pair is made, swapped and given up by keyboard on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  await page.getByRole("button", { name: "Add setting B" }).focus();
  await page.keyboard.press("Enter");
  await choose(page, "B", "Weights", "2");
  const at = (setting: "A" | "B") => page.getByLabel(`${setting}: Weights`, { exact: true });
  for (const setting of ["A", "B"] as const) await expect(at(setting)).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Swap" }).focus();
  await page.keyboard.press("Enter");
  await expect(at("A")).toHaveValue("2");
  await expect(at("B")).toHaveValue("8");
  await page.getByRole("button", { name: "B becomes A" }).focus();
  await page.keyboard.press("Enter");
  await expect(settings(page)).toBeHidden();
  await page.getByRole("button", { name: "Add setting B" }).click();
  await expect(at("A")).toHaveValue("8");
});
