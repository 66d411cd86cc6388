import { expect, type Page, test } from "@playwright/test";
import { chooseBits, openLab } from "./lab.ts";

const tour = (page: Page) => page.getByRole("region", { name: "Tour" });
const again = (page: Page) => page.getByRole("button", { name: "Tour of the page" });
const run = (page: Page) => page.getByRole("button", { name: "Run", exact: true });

test("the first visit has a tour that takes no focus, goes on after a reload, and never comes back once ended", async ({
  page,
}) => {
  await openLab(page);
  await expect(tour(page)).toContainText("1 of 5");
  await expect(page.locator("body")).toBeFocused();
  for (let step = 2; step <= 3; step++) {
    await tour(page).getByRole("button", { name: "Next" }).click();
    await expect(tour(page)).toContainText(`${step} of 5`);
  }
  await expect(run(page)).toHaveCSS("outline-style", "solid");
  await page.reload();
  await expect(tour(page)).toContainText("3 of 5");
  await page.keyboard.press("Escape");
  await expect(tour(page)).toHaveCount(0);
  await expect(run(page)).toHaveCSS("outline-style", "none");
  await page.reload();
  await expect(run(page)).toBeEnabled();
  await expect(tour(page)).toHaveCount(0);

  await again(page).focus();
  await page.keyboard.press("Enter");
  const next = tour(page).getByRole("button", { name: "Next" });
  await expect(next).toBeFocused();
  for (let step = 2; step <= 5; step++) await page.keyboard.press("Enter");
  await expect(tour(page)).toContainText("5 of 5");
  await expect(tour(page).getByRole("button", { name: "Done" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tour(page)).toHaveCount(0);
  await expect(again(page)).toBeFocused();
});

test("a tab opened later has no tour, however the first one was left", async ({ page, context }) => {
  await openLab(page);
  await expect(tour(page)).toBeVisible();
  await page.close();
  const later = await context.newPage();
  await openLab(later);
  await expect(tour(later)).toHaveCount(0);
});

test("it ends by itself when the reader begins to do things", async ({ page }) => {
  await openLab(page);
  const begin: (() => Promise<void>)[] = [
    () => chooseBits(page, 4),
    () => page.getByRole("tab", { name: "Layers" }).click(),
    () => run(page).click(),
  ];
  await expect(tour(page)).toBeVisible();
  for (const act of begin) {
    if ((await tour(page).count()) === 0) await again(page).click();
    await expect(tour(page)).toBeVisible();
    await act();
    await expect(tour(page)).toHaveCount(0);
  }
});

test("where storage is refused it is shown, and nothing fails", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("Access is denied", "SecurityError");
        },
      });
    }
  });
  await openLab(page);
  await expect(tour(page)).toBeVisible();
  await tour(page).getByRole("button", { name: "Skip the tour" }).click();
  await expect(tour(page)).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("on a phone it hides nothing that one can reach, and its buttons stay in place", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  const next = tour(page).getByRole("button", { name: "Next" });
  const before = await next.boundingBox();
  for (let step = 2; step <= 4; step++) {
    await next.click();
    expect(await next.boundingBox()).toEqual(before);
  }
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const end = await page.getByRole("main").boundingBox();
  const card = await tour(page).boundingBox();
  if (!end || !card) throw new Error("nothing to measure");
  expect(end.y + end.height).toBeLessThanOrEqual(card.y + 1);
});
