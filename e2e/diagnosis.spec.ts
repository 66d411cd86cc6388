import { expect, type Page, test } from "@playwright/test";
import { violations } from "./axe.ts";
import { chooseBits, chooseOption, downloadReport, openLab, runToEnd, smallExperiment } from "./lab.ts";

const finding = (page: Page, symptom: string) => page.getByRole("region", { name: symptom });
const notThere = (page: Page) => page.getByRole("region", { name: "Looked for, and not there" });

/** Waits in the Compare tab until the run has been looked at, then follows the line to the findings. */
async function showDiagnosis(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Compare" }).click();
  await page.getByRole("button", { name: /^Diagnosis: (\d+ finding|nothing)/ }).click();
  await expect(page.getByRole("region", { name: "Before it ships" })).toBeVisible();
}

test("uneven channels are found, one press changes the recipe, and the next run clears them", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await openLab(page);
  await page.getByRole("tab", { name: "Diagnosis" }).click();
  await expect(page.getByText("No run to diagnose yet")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await smallExperiment(page, { calibration: 64, evaluation: 256 });
  await chooseBits(page, 4);
  await runToEnd(page);
  await showDiagnosis(page);

  const uneven = finding(page, "Channels of very different range");
  await expect(uneven).toContainText(/In \d+ of \d+ layers with one scale for all channels/);
  await expect(uneven).toContainText(/the widest channel ranges [\d.]+ times as far as the middle one/);
  await uneven.getByText("Layers with the most uneven channels").click();
  await expect(uneven.getByRole("table")).toContainText("depthwise");
  const report = await reportOf(page);
  const told = report.diagnosis.find(({ id }) => id === "weight-disparity");
  expect(told).toMatchObject({ state: "found", grade: "likely", action: { kind: "edit" } });
  expect(told?.evidence.join(" ")).toContain("In “");

  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.getByRole("tab", { name: "Diagnosis" }).click();
  await expect(uneven).toContainText(told?.evidence[0] ?? "nothing");
  expect(await violations(page)).toEqual([]);
  await expect(uneven).toContainText("Weight granularity: per-tensor → per-channel");
  await uneven.getByRole("button", { name: "Use one scale per channel" }).click();
  await expect(uneven).toContainText("In the recipe now. Run again");
  const granularity = page.getByRole("radiogroup", { name: "Weight granularity", exact: true });
  await expect(granularity.getByRole("radio", { name: "Per channel" })).toBeChecked();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(granularity.getByRole("radio", { name: "Per tensor" })).toBeChecked();
  await uneven.getByRole("button", { name: "Use one scale per channel" }).click();

  await runToEnd(page);
  await showDiagnosis(page);
  await expect(uneven).toHaveCount(0);
  await expect(notThere(page)).toContainText("Every channel has a scale of its own");
  await expect(page.getByRole("region", { name: "Before it ships" })).toContainText(
    /Per channel against per tensor: \+[\d.]+\spoints of top-1/,
  );
  expect(await violations(page)).toEqual([]);
});

test("a sound run is called sound, and its small difference chance", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await openLab(page);
  await smallExperiment(page, { calibration: 128, evaluation: 256 });
  await chooseOption(page, "Weight granularity", "Per channel");
  await runToEnd(page);
  await expect(page.getByText(/within chance, p|no picture lost or gained/)).toBeVisible();
  await showDiagnosis(page);
  const { diagnosis } = await reportOf(page);
  expect(diagnosis.map(({ id }) => id).toSorted()).toEqual(
    [
      "calibration-mismatch",
      "clipping",
      "few-classes",
      "few-layers",
      "few-pictures",
      "near-chance",
      "no-speed-up",
      "weight-disparity",
    ].toSorted(),
  );
  // How fast it is depends on the machine.
  const found = diagnosis.filter(({ state, id }) => state === "found" && id !== "no-speed-up");
  expect(found).toEqual([]);
  await page.getByRole("tab", { name: "Diagnosis" }).click();
  for (const symptom of ["Calibration pictures unlike the others", "Channels of very different range"]) {
    await expect(notThere(page).getByRole("heading", { name: symptom })).toBeVisible();
  }
  await expect(page.getByRole("region", { name: "Before it ships" })).toContainText(
    "timed runs after 10 to warm up",
  );
  expect(await violations(page)).toEqual([]);
});

test("a narrow screen shows the findings without scrolling sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  await page
    .getByRole("button", { name: /recipe/i })
    .first()
    .click();
  await smallExperiment(page, { calibration: 8, evaluation: 64 });
  await page.keyboard.press("Escape");
  await runToEnd(page);
  await showDiagnosis(page);
  await expect(finding(page, "Too few calibration pictures")).toContainText("8 pictures fixed the ranges");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

/** The button is in the Compare tab. */
async function reportOf(page: Page) {
  await page.getByRole("tab", { name: "Compare" }).click();
  return downloadReport(page);
}
