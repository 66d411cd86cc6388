import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import type { Report } from "#experiment/report.ts";

/** Patience with what the lab computes: as long as a busy machine needs; the limit of the whole test ends what hangs. */
export const COMPUTED = { timeout: 280_000 };

/** Opens the lab and waits until its model and pictures are loaded. */
export async function openLab(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
}

/** Opens a bundled model by the beginning of its name. */
export async function openModel(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: /^Model: / })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
}

export async function runToEnd(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await expect(page.getByRole("status").first()).toContainText("Done", COMPUTED);
}

/** The cell of the results table in the row and column with these headings. */
export async function resultCell(page: Page, row: RegExp, column: RegExp): Promise<string> {
  const table = page.getByRole("table", { name: "FP32 and quantized" });
  const headings = await table.getByRole("columnheader").allTextContents();
  const at = headings.findIndex((heading) => column.test(heading));
  const cells = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: row }) });
  return (
    (await cells
      .getByRole("cell")
      .nth(at - 1)
      .textContent()) ?? ""
  );
}

/** First percentage of a text, as a number. */
export function percent(text: string): number {
  return Number(/([\d.]+)\s*%/.exec(text)?.[1]);
}

/** Chooses one of a few values; the radio itself is out of sight, its label is what a person clicks. */
export async function chooseOption(page: Page, name: string, choice: string): Promise<void> {
  await page.getByRole("radiogroup", { name, exact: true }).getByText(choice, { exact: true }).click();
}

export const chooseBits = (page: Page, bits: number) => chooseOption(page, "Weight bits", String(bits));

/** A recipe of few pictures, so that a run is short. */
export async function smallExperiment(
  page: Page,
  { calibration, evaluation }: { calibration: number; evaluation: number },
): Promise<void> {
  await setNumber(page, "Calibration pictures", calibration);
  await setNumber(page, "Evaluation pictures", evaluation);
}

export async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.blur();
}

export async function downloadReport(page: Page): Promise<Report> {
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download report" }).click();
  return JSON.parse(readFileSync(await (await file).path(), "utf8"));
}
