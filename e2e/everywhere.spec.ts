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
  test(`every view in both themes, ${width} pixels wide: axe finds nothing, nothing scrolls sideways, no error`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    const errors = await watchErrors(page);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openLab(page);
    await expect(page.getByRole("region", { name: "Tour" })).toBeVisible();
    await checkView(page, "first visit");
    await checkTabs(page, "before a run");

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
  /** Whatever is animated or on its way for longer than a frame. */
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > 16)
        .map(({ effect }) => (effect as KeyframeEffect).target?.className ?? ""),
    );
  const opened: [string, () => Promise<void>][] = [
    ["fold", () => page.getByText("Distort the pictures").click()],
    ["tour", () => page.getByRole("button", { name: "Tour of the page" }).click()],
    ["drawer", () => page.getByRole("button", { name: "Open the recipe" }).click()],
    ["popover", () => page.getByRole("button", { name: "About Backend" }).click()],
    [
      "dialog",
      () =>
        page
          .getByRole("button", { name: /^Model: / })
          .first()
          .click(),
    ],
  ];
  for (const [what, open] of opened) {
    if (what === "drawer") await page.setViewportSize({ width: 390, height: 844 });
    await open();
    expect(await moving(), `${what} opens`).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await moving(), `${what} closes`).toEqual([]);
  }
});
