import { expect, type Page, test } from "@playwright/test";
import { violations } from "./axe.ts";
import { openLab, runToEnd, smallExperiment } from "./lab.ts";

const panel = (page: Page) => page.getByRole("region", { name: "Error through the network" });
const measure = (page: Page) => panel(page).getByRole("button", { name: "Measure layers" });
const chart = (page: Page) => panel(page).getByRole("figure", { name: /through the network/ });

async function openPanel(page: Page): Promise<void> {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(measure(page)).toBeEnabled();
}

async function measured(page: Page): Promise<void> {
  await measure(page).click();
  await expect(panel(page).getByText(/layers on 16 pictures in/)).toBeVisible();
}

/** Cells of the first layer by their headings. */
async function firstRow(page: Page): Promise<Record<string, string>> {
  await chart(page).getByText("Show as table").click();
  const table = chart(page).getByRole("table");
  await expect(table.getByRole("rowheader").first()).toBeVisible();
  const headings = await table.getByRole("columnheader").allTextContents();
  const row = table.getByRole("row").nth(1);
  const head = await row.getByRole("rowheader").allTextContents();
  const cells = [...head, ...(await row.getByRole("cell").allTextContents())];
  return Object.fromEntries(headings.map((heading, i) => [heading, cells[i] ?? ""]));
}

/** Cancels when the first pass is in the chart, from inside the page: a click from here may come after the last. */
async function cancelOnceFound(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          const cancel = [...document.querySelectorAll("button")].find(
            ({ textContent }) => textContent === "Cancel measuring",
          );
          if (!cancel?.closest('section, [role="region"]')?.querySelector("figure")) return;
          observer.disconnect();
          cancel.click();
          resolve();
        });
        observer.observe(document.body, { childList: true, subtree: true });
      }),
  );
}

const decibels = (text: string) => Number(text.replace("−", "-").replace(/\s*dB/, ""));

test("every layer alone and with all others, in the chart, the table and a sentence; axe finds nothing", async ({
  page,
}) => {
  await openPanel(page);
  await measured(page);
  await expect(
    panel(page).getByText(
      /Half of the noise power at the output is there .* the largest single jump is .*dB/,
    ),
  ).toBeVisible();
  const first = await firstRow(page);
  // Nothing comes before the first layer: alone it has the error that it has with all others.
  for (const part of ["weights", "activations", "both"]) {
    expect(decibels(first[`With all others, ${part}`])).toBeCloseTo(
      decibels(first[`This layer alone, ${part}`]),
      0,
    );
  }
  expect(decibels(first["This layer alone, both"])).toBeLessThan(
    decibels(first["This layer alone, weights"]) + 0.2,
  );

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page)).toEqual([]);
  }

  // The run measures the accumulated error, too: the same.
  await runToEnd(page);
  const layers = page.getByRole("table", { name: "Layers", exact: true });
  await expect(layers).toBeVisible();
  const row = layers
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: first.Layer, exact: true }) });
  await expect(row.getByText(first["With all others, both"]).first()).toBeVisible();

  await panel(page).getByText("Weights", { exact: true }).first().click();
  await expect(panel(page).getByText(/noise power that the weights bring/)).toBeVisible();
  await panel(page).getByText("MSE", { exact: true }).click();
  await expect(chart(page)).toHaveAccessibleName(/MSE of the output through the network, weights quantized/);
});

test("the chart's layers are chosen by keyboard", async ({ page }) => {
  await openPanel(page);
  await measured(page);
  const graphic = chart(page).getByRole("application");
  await graphic.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  const tooltip = chart(page).locator(".recharts-tooltip-wrapper");
  await expect(tooltip).toContainText(/^\d+\. /);
  const name = /^\d+\. (\S+) \(/.exec((await tooltip.textContent()) ?? "")?.[1] ?? "";
  expect(name).not.toBe("");
  await page.keyboard.press("Enter");
  await expect(
    page.locator("[aria-selected=true], [aria-current=true]").filter({ hasText: name }).first(),
  ).toBeVisible();
});

test("measuring is cancelled and gone on with; another recipe is told apart", async ({ page }) => {
  await openPanel(page);
  const cancelled = cancelOnceFound(page);
  await measure(page).click();
  await cancelled;
  await expect(panel(page).getByText("Cut short; what was found stays.")).toBeVisible();
  await panel(page).getByRole("button", { name: "Resume measuring" }).click();
  await expect(panel(page).getByText(/layers on 16 pictures in/)).toBeVisible();
  await expect(measure(page)).toBeDisabled();

  await page.getByRole("radiogroup", { name: "Weight bits" }).getByText("4", { exact: true }).click();
  await expect(panel(page).getByText("Measured before the recipe was changed.")).toBeVisible();
  await expect(measure(page)).toBeEnabled();
});
