import { expect, type Page } from "@playwright/test";

/** Opens the lab and waits until its model and pictures are loaded. */
export async function openLab(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
}

export async function runToEnd(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await expect(page.getByRole("status").first()).toContainText("Done", { timeout: 110_000 });
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
