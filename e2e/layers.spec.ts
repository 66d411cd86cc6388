import { expect, type Locator, type Page, test } from "@playwright/test";
import { violations } from "./axe.ts";
import { COMPUTED, chooseBits, chooseOption, openLab, openModel, runToEnd, smallExperiment } from "./lab.ts";

const list = (page: Page) => page.getByRole("listbox", { name: "Layers of the network" });
const chosen = (page: Page) => list(page).getByRole("option", { selected: true });
const view = (page: Page, name: string) => page.getByRole("tab", { name, exact: true }).click();

async function openLayers(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(list(page)).toBeVisible();
}

/** One of the numbers of a round trip, as text. */
const number = (page: Page, region: string, name: string): Locator =>
  page.getByRole("region", { name: region }).locator("dt", { hasText: name }).locator("xpath=../dd");

const decibels = async (place: Locator) => Number.parseFloat((await place.textContent()) ?? "");

test("before any run, weights follow the recipe; layers are found by keyboard", async ({ page }) => {
  await openLab(page);
  await openLayers(page);
  await list(page).focus();
  const first = await chosen(page).textContent();
  await page.keyboard.press("ArrowDown");
  await expect(chosen(page)).not.toHaveText(first ?? "");
  await page.keyboard.press("End");
  await expect(chosen(page)).toContainText("classifier");
  await page.keyboard.type("blocks.3 depthwise");
  await expect(page.getByLabel("Filter layers")).toHaveValue("blocks.3 depthwise");
  await expect(list(page).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("region", { name: "Layer blocks.3.depthwise.conv" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list(page).getByRole("option").nth(2)).toBeVisible();

  const sqnr = number(page, "Error of the weights", "SQNR");
  await expect(sqnr).toHaveText(/dB/);
  const [of8, row8] = [await decibels(sqnr), await chosen(page).textContent()];
  await chooseBits(page, 4);
  await expect.poll(() => decibels(sqnr)).toBeLessThan(of8 - 18);
  await expect(chosen(page)).not.toHaveText(row8 ?? "");
  await expect(page.getByText(/The 15 values that the codes stand for/)).toBeVisible();
  const of4 = await decibels(sqnr);
  await expect(page.getByText(/^One scale must cover ±.* channels use.? less than a tenth/)).toBeVisible();

  await chooseOption(page, "Weight granularity", "Per channel");
  await expect(number(page, "Error of the weights", "Scales")).not.toHaveText("1");
  await expect.poll(() => decibels(sqnr)).toBeGreaterThan(of4 + 3);
  const channels = page.getByRole("region", { name: "Range per channel" });
  await channels.getByText("Show as table").click();
  const widest = channels.getByRole("rowheader").first();
  await expect(widest).toHaveText("0");
  await channels.getByText("By width").click();
  await expect(widest).not.toHaveText("0");

  await view(page, "Activations");
  await expect(page.getByRole("button", { name: "Run once" })).toBeVisible();
  await view(page, "Kernels");
  await expect(page.getByRole("img", { name: "Kernel 0, difference" })).toBeVisible();
});

test("a range is dragged by mouse and keyboard, costs what is shown, and is undone in one step", async ({
  page,
}) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await openLayers(page);
  await view(page, "Activations");
  await page.getByRole("button", { name: "Run once" }).click();
  const high = page.getByRole("slider", { name: "High end of the range" });
  await expect(high).toBeVisible(COMPUTED);
  await expect(page.getByRole("status").first()).toContainText("Done");
  const value = async () => Number(await high.getAttribute("aria-valuenow"));
  const clipped = number(page, "Error of the activation", "Values clipped");
  await expect(clipped).toHaveText(/^0/);
  const before = await value();
  const undo = page.getByRole("button", { name: "Undo" });

  await high.scrollIntoViewIfNeeded();
  const box = await high.boundingBox();
  if (!box) throw new Error("the handle has no place");
  const [x, y] = [box.x + box.width / 2, box.y + 10];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const part of [0.3, 0.6, 1]) await page.mouse.move(x - 150 * part, y);
  // The error follows while the handle is held.
  await expect(clipped).not.toHaveText(/^0\s%/);
  await expect(page.getByText(/set by hand/).first()).toBeVisible();
  await expect(page.getByText("1 range set by hand")).toBeHidden();
  await page.mouse.up();
  await expect(page.getByText("1 range set by hand")).toBeVisible();
  expect(await value()).toBeLessThan(before * 0.9);
  await undo.click();
  await expect.poll(value).toBeCloseTo(before, 4);
  await expect(page.getByText("1 range set by hand")).toBeHidden();
  await expect(clipped).toHaveText(/^0/);

  await high.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("PageDown");
  await expect(high).toHaveAttribute("aria-valuetext", /; [\d.]+\s% clipped, SQNR [\d.]+\sdB/);
  await expect.poll(value).toBeLessThan(before * 0.9);
  await undo.click();
  await expect.poll(value).toBeCloseTo(before, 4);

  const methods = page.getByRole("list", { name: "Take the range of a method" });
  await methods.getByRole("button", { name: /^MSE/ }).click();
  await expect(methods.getByRole("button", { name: /^MSE/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("1 range set by hand")).toBeVisible();
  await page.getByRole("button", { name: "Back to the method’s range" }).click();
  await expect.poll(value).toBeCloseTo(before, 4);

  await high.focus();
  await page.keyboard.press("PageDown");
  await page.getByRole("button", { name: "Clear the ranges set by hand" }).click();
  await expect.poll(value).toBeCloseTo(before, 4);
  await chooseOption(page, "Mode", "Dynamic");
  await expect(page.getByText(/^Dynamic mode fixes no ranges: every run/).first()).toBeVisible();
});

test("every side of a layer passes axe in both themes", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 32 });
  await runToEnd(page);
  await openLayers(page);
  await list(page).focus();
  await page.keyboard.press("Home");
  await page.getByLabel("Colour by").selectOption("Output: SQNR");
  const within = ['[role="listbox"]', 'section[aria-label^="Layer "]'];
  const sides = [
    ["Weights", page.getByRole("figure", { name: /^Smallest to largest weight/ })],
    ["Activations", page.getByRole("slider", { name: "Low end of the range" })],
    ["Scatter", page.getByRole("figure", { name: /^Output of .*FP32 against INT8$/ })],
    ["Kernels", page.getByRole("img", { name: "Kernel 0, quantized" })],
  ] as const;
  for (const [name, shown] of sides) {
    await view(page, name);
    await expect(shown).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page, { within }), `${name}, ${colorScheme}`).toEqual([]);
    }
  }
});

test("a scatter is of the picture chosen, and gets better with more bits", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 32 });
  await chooseBits(page, 4);
  await openLayers(page);
  await view(page, "Scatter");
  const text = page.getByText(/of this layer’s output\. SQNR/);
  const sqnr = async () => Number(/SQNR (−?[\d.]+)/.exec((await text.textContent()) ?? "")?.[1]);
  await expect(text).toBeVisible();
  const of4 = await sqnr();
  await page.getByRole("button", { name: "Next picture" }).click();
  await expect(page.getByRole("img", { name: "Evaluation picture 1" })).toBeVisible();
  await expect.poll(sqnr).not.toBe(of4);
  await chooseBits(page, 8);
  await expect.poll(sqnr).toBeGreaterThan(of4 + 5);
});

test("an attention product without weights has words for them and ranges of both inputs; another model's layers go", async ({
  page,
}) => {
  await openLab(page);
  await openLayers(page);
  await openModel(page, "Vision transformer");
  await smallExperiment(page, { calibration: 16, evaluation: 32 });
  await page.getByLabel("Filter layers").fill("attention");
  await list(page).getByRole("option").filter({ hasText: "–" }).first().click();
  await expect(page.getByText(/This layer has no weights/)).toBeVisible();
  await view(page, "Kernels");
  await expect(page.getByText(/no kernels to draw/)).toBeVisible();
  await view(page, "Activations");
  await page.getByRole("button", { name: "Run once" }).click();
  await expect(page.getByRole("slider", { name: "High end of the range" })).toBeVisible(COMPUTED);
  await chooseOption(page, "Which activation", "Input 2");
  await expect(page.getByRole("figure", { name: /^Histogram of the values of/ })).toBeVisible();

  await openModel(page, "ResNet");
  await expect(page.getByLabel("Filter layers")).toHaveValue("attention");
  await page.getByLabel("Filter layers").fill("");
  await expect(page.getByRole("region", { name: /^Layer .*conv/i })).toBeVisible();
  await expect(page.getByText(/Press Run: the error of every layer/)).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});
