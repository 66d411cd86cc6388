import { expect, type Page, test } from "@playwright/test";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { encodeLink } from "#share/link.ts";
import { violations } from "./axe.ts";
import { COMPUTED, chooseBits, openLab, resultCell, runToEnd, smallExperiment } from "./lab.ts";

async function copiedLink(page: Page): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("The link is on the clipboard.")).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a link copied in one browser is verified in a fresh one", async ({ page, browser }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 128 });
  await chooseBits(page, 4);
  await runToEnd(page);
  const accuracy = await resultCell(page, /Top-1/, /W4A8/);
  const link = await copiedLink(page);
  expect(link.length).toBeLessThan(600);

  const context = await browser.newContext();
  const fresh = await context.newPage();
  await fresh.goto(link);
  const dialog = fresh.getByRole("dialog");
  await expect(dialog).toContainText("W4A8 static");
  await expect(dialog).toContainText("Numbers to check");
  expect(await violations(fresh)).toEqual([]);
  await dialog.getByRole("button", { name: "Open and run" }).click();
  await expect(fresh.getByText("Run 1 gives the numbers of the link")).toBeVisible(COMPUTED);
  expect(await resultCell(fresh, /Top-1/, /W4A8/)).toBe(accuracy);
  await fresh.getByText("All numbers").click();
  const table = fresh.getByRole("table", { name: "Numbers of the link and of this run" });
  await expect(table.getByRole("row", { name: /^Size/ })).toContainText("yes");
  await context.close();
});

test("the address follows the recipe, and back and forward bring it back", async ({ page }) => {
  await openLab(page);
  const bits = (count: number) =>
    page
      .getByRole("radiogroup", { name: "Weight bits" })
      .getByRole("radio", { name: String(count), exact: true });
  await chooseBits(page, 4);
  await expect(page).toHaveURL(/#2\./);
  const four = page.url();
  await chooseBits(page, 3);
  await expect(page).not.toHaveURL(four);
  await page.goBack();
  await expect(bits(4)).toBeChecked();
  await page.goForward();
  await expect(bits(3)).toBeChecked();
  await page.reload();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await expect(bits(3)).toBeChecked();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a link pasted while the page starts is followed", async ({ page }) => {
  const recipe = { ...BASE_RECIPE, weights: { ...BASE_RECIPE.weights, bits: 3 as const } };
  const fragment = await encodeLink({ recipe, view: {}, expected: null });
  await page.goto("/");
  await page.evaluate((text) => {
    location.hash = text;
  }, fragment);
  await expect(
    page.getByRole("radiogroup", { name: "Weight bits" }).getByRole("radio", { name: "3", exact: true }),
  ).toBeChecked();
});

test("links that cannot be followed say so, and the lab opens as usual", async ({ page }) => {
  for (const [fragment, title] of [
    ["2.AAAA", "The link is damaged"],
    ["99.AAAA", "The link is of a newer lab"],
    [
      await encodeLink({
        recipe: { ...BASE_RECIPE, model: { kind: "bundled", id: "gone" } },
        view: {},
        expected: null,
      }),
      "The model is not there",
    ],
  ]) {
    await page.goto("about:blank");
    await page.goto(`/#${fragment}`);
    await expect(page.getByRole("alert")).toContainText(title);
    await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  }
});

test("a link to a file asks for it and refuses another", async ({ page }) => {
  const recipe = {
    ...BASE_RECIPE,
    model: { kind: "file" as const, name: "mine.onnx", sha256: "0".repeat(64) },
  };
  await page.goto(`/#${await encodeLink({ recipe, view: {}, expected: null })}`);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Open and run" })).toBeDisabled();
  await dialog.getByLabel("The model file of the link").setInputFiles("public/models/resnet.onnx");
  await dialog.getByRole("button", { name: "Open and run" }).click();
  await expect(page.getByRole("alert")).toContainText("This is another file");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await expect(page.getByRole("button", { name: "Model: MobileNet", exact: true })).toBeVisible();
});
