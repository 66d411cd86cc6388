import { expect, type Page, test } from "@playwright/test";
import { COLOUR_RULES, violations } from "./axe.ts";
import { chooseOption, openLab, runToEnd, smallExperiment } from "./lab.ts";

/** Errors of the console and breaches of the policy, from the first moment on. */
async function watchErrors(page: Page): Promise<string[]> {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return errors;
}

/** Until the page has stopped changing: code of a view and what it draws in idle moments have come. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const done = () => {
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(done, 400);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 400);
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        setTimeout(done, 8000);
      }),
  );
}

async function checkView(page: Page, what: string, within?: string): Promise<void> {
  await settle(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${what}: scrolls sideways by`).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: "light" });
  expect.soft(await violations(page, { within }), what).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect.soft(await violations(page, { rules: COLOUR_RULES, within }), `${what}, dark`).toEqual([]);
}

/** Opens the lab with motion reduced; what is returned fills with errors. */
async function openAt(page: Page, viewport: { width: number; height: number }): Promise<string[]> {
  const errors = await watchErrors(page);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openLab(page);
  return errors;
}

async function checkTabs(page: Page, state: string): Promise<void> {
  const tabs = page.getByRole("tablist", { name: "Views" }).getByRole("tab");
  const names = await tabs.allTextContents();
  expect(names).toContain("Compare");
  for (const name of names) {
    const tab = tabs.filter({ hasText: name });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-selected", "true");
    await expect(tab).toBeInViewport({ ratio: 0.9 });
    // Header and recipe are the same on every tab: they are looked at once.
    await checkView(page, `${name}, ${state}`, name === names[0] ? undefined : "main");
  }
  await tabs.first().click();
}

for (const { width, height } of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`every view in both themes before a run, ${width} pixels wide: axe finds nothing, nothing scrolls sideways, no error`, async ({
    page,
  }) => {
    const errors = await openAt(page, { width, height });
    await expect(page.getByRole("region", { name: "Tour" })).toBeVisible();
    await checkView(page, "first visit");
    await checkTabs(page, "before a run");
    expect(errors).toEqual([]);
  });

  test(`recipe and every view in both themes after a run, ${width} pixels wide: the same`, async ({
    page,
  }) => {
    const errors = await openAt(page, { width, height });
    const openRecipe = page.getByRole("button", { name: "Open the recipe" });
    if (await openRecipe.isVisible()) await openRecipe.click();
    await smallExperiment(page, { calibration: 16, evaluation: 64 });
    await page.getByText("Distort the pictures").click();
    await page.getByText("Classes", { exact: true }).click();
    await chooseOption(page, "Weight granularity", "Per group");
    await page.getByRole("switch", { name: "Cross-layer equalization" }).click();
    await checkView(page, "recipe");
    await page.getByRole("button", { name: "Choose layers…" }).click();
    const dialog = page.getByRole("dialog", { name: "Exceptions per layer" });
    await dialog.getByText("Quantized", { exact: true }).click();
    await dialog.getByRole("button", { name: "First and last" }).click();
    await checkView(page, "exceptions per layer");
    await dialog.getByText("FP16", { exact: true }).click();
    await dialog.getByRole("button", { name: "Apply to 2 layers" }).click();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    if (width < 992) await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);

    await runToEnd(page);
    await expect(page.getByRole("region", { name: "Cross-layer equalization" })).toBeVisible();
    await checkTabs(page, "after a run");
    expect(errors).toEqual([]);
  });
}

test("nothing moves for those who asked for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openLab(page);
  const moved: string[] = [];
  const session = await page.context().newCDPSession(page);
  session.on("Animation.animationStarted", ({ animation }) => {
    const ms = animation.source?.duration ?? 0;
    // What takes less than a frame is not seen to move.
    if (ms > 16) moved.push(`${animation.type} ${animation.name} of ${ms} ms`);
  });
  await session.send("Animation.enable");
  const tour = page.getByRole("button", { name: "Tour of the page" });
  await page.getByText("Distort the pictures").click();
  await tour.hover();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await tour.click();
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.getByRole("listbox", { name: "Layers of the network" }).press("ArrowDown");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const open of ["Open the recipe", "About Backend", "Model: MobileNet"]) {
    await page.getByRole("banner").getByRole("button", { name: open, exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  expect(moved).toEqual([]);
});
