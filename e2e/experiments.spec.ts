import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import papa from "papaparse";
import { violations } from "./axe.ts";
import { chooseBits, openLab, runToEnd, smallExperiment } from "./lab.ts";

const runs = (page: Page) => page.getByRole("table", { name: "Runs", exact: true }).locator("tbody th");

/** The button in the table that a run is chosen with; the chart has one, too. */
const chooser = (page: Page, name: string | RegExp) =>
  page.getByRole("table", { name: "Runs", exact: true }).getByRole("button", { name, exact: true });

async function download(page: Page, button: string): Promise<string> {
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return (await file).path();
}

test("runs stay, are named, compared, exported, deleted and brought back", async ({ page }) => {
  await openLab(page);
  await page.getByRole("tab", { name: "Experiments" }).click();
  await expect(page.getByText("Nothing has been run yet.")).toBeVisible();
  await smallExperiment(page, { calibration: 16, evaluation: 128 });
  await runToEnd(page);
  await chooseBits(page, 4);
  await runToEnd(page);
  await page
    .getByRole("radiogroup", { name: "Weight granularity" })
    .getByText("Per channel", { exact: true })
    .click();
  await chooseBits(page, 3);
  await runToEnd(page);
  await expect(runs(page)).toHaveText([/W3A8 static, per channel/, /W4A8 static, per tensor/, /INT8 static/]);

  await chooser(page, /^W4A8/).click();
  await page.getByLabel("Name", { exact: true }).fill("Coarse");
  await page.getByLabel("Note", { exact: true }).fill("Lost <b>most</b> classes");
  await page.getByLabel("Note", { exact: true }).blur();

  await page.getByLabel(/^Compare INT8/).check();
  await page.getByLabel("Compare Coarse").check();
  await page.getByLabel(/^Compare W3A8/).check();
  const table = page.getByRole("table", { name: "Runs side by side" });
  await expect(table.getByRole("columnheader")).toHaveText(["Measure", "FP32", /INT8/, "Coarse", /W3A8/]);
  await expect(table.getByRole("row", { name: /Weight bits/ })).toContainText(/8.*4.*3/);
  await expect(page.getByText(/Coarse against .* One change\. Weight bits: 8 → 4\./)).toBeVisible();
  await expect(page.getByText(/Two changes: you cannot tell which one helped\./)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const csv = papa.parse<Record<string, string>>(readFileSync(await download(page, "Export CSV"), "utf8"), {
    header: true,
  });
  expect(csv.data.map((row) => row["weights.bits"])).toEqual(["3", "4", "8"]);
  const json = await download(page, "Export JSON");

  await page.reload();
  await expect(runs(page)).toHaveText([/W3A8/, "Coarse", /INT8/]);
  await chooser(page, "Coarse").click();
  await expect(page.getByLabel("Note", { exact: true })).toHaveValue("Lost <b>most</b> classes");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Undo delete" }).click();
  await expect(runs(page)).toHaveCount(3);

  await chooser(page, "Coarse").click();
  await page.getByRole("button", { name: "Load this recipe" }).click();
  await expect(
    page.getByRole("radiogroup", { name: "Weight bits" }).getByRole("radio", { name: "4", exact: true }),
  ).toBeChecked();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByLabel("Log file").setInputFiles(json);
  await expect(page.getByText("1 run imported")).toBeVisible();
  await expect(runs(page)).toHaveCount(3);
  await page.getByLabel("Log file").setInputFiles("package.json");
  await expect(page.getByRole("alert")).toContainText("This is no experiment log");
  await expect(page.getByText(/imported$/)).toHaveCount(0);
  // The same file can be chosen again.
  await page.getByLabel("Log file").setInputFiles(json);
  await expect(page.getByText("Nothing new")).toBeVisible();
  await expect(runs(page)).toHaveCount(3);
});
