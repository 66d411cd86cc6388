import { expect, type Page, test } from "@playwright/test";
import { violations } from "./axe.ts";
import { COMPUTED, chooseOption, openLab, percent, setNumber, smallExperiment } from "./lab.ts";

const section = (page: Page, name: string) => chooseOption(page, "Part of the guide", name);
const step = (page: Page, name: string) =>
  page.getByRole("list", { name: "Steps of the procedure" }).getByRole("button", { name: new RegExp(name) });
const strip = (page: Page) => page.getByRole("region", { name: "Guide", exact: true });

/** The next step from the strip above the results, once this one has ticked itself. */
async function goOn(page: Page, next: string): Promise<void> {
  await strip(page)
    .getByRole("button", { name: `Next: ${next}` })
    .click(COMPUTED);
}

test("the procedure is walked to its end, ticks itself, and a reload keeps it", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 64, evaluation: 512 });
  await page.getByRole("tab", { name: "Guide" }).click();
  await expect(page.getByRole("heading", { name: "FP32 first" })).toBeVisible();
  await step(page, "Decide").click();
  await expect(page.getByRole("note")).toContainText("Not yet");
  await step(page, "FP32 first").click();

  await page.getByRole("button", { name: "Measure FP32" }).click();
  await expect(strip(page)).toContainText("FP32 has", COMPUTED);
  await goOn(page, "A calibration set");
  await page.getByRole("button", { name: "Set a sound calibration set" }).click();
  await page.getByRole("button", { name: "Next: The simplest INT8" }).click();
  await page.getByRole("button", { name: "Run the simplest INT8" }).click();
  await goOn(page, "Sensitive layers");

  await setNumber(page, "Evaluation pictures", 32);
  await page.getByRole("button", { name: "Sweep the layers" }).click();
  await expect(page.getByRole("tab", { name: "Sensitivity" })).toHaveAttribute("aria-selected", "true");
  await goOn(page, "Low-cost fixes");
  await setNumber(page, "Evaluation pictures", 512);
  await page.getByRole("button", { name: "A scale per channel" }).click();
  await goOn(page, "Decide");
  const decision = page.getByRole("note");
  await expect(decision).toContainText(/Ship it|too few pictures/);
  await expect(decision).toContainText(/Run \d: 9\d\.\d\s% of 512 right, FP32 9\d\.\d\s% of 512/);
  await expect(decision).toContainText(/95 % interval/);
  for (const name of ["FP32 first", "calibration set", "simplest INT8", "Sensitive", "fixes"]) {
    await expect(step(page, name).getByRole("img", { name: "Done" })).toBeVisible();
  }

  await page.reload();
  // Until then the address may still bring back the tab that it names.
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await page.getByRole("tab", { name: "Guide" }).click();
  await expect(page.getByRole("heading", { name: "Decide" })).toBeVisible();
  await expect(page.getByRole("note")).toContainText(/Ship it|too few pictures/);
  await page.getByRole("button", { name: "Start again" }).click();
  await expect(page.getByRole("heading", { name: "FP32 first" })).toBeVisible();
  await expect(step(page, "FP32 first").getByRole("img", { name: "Open" })).toBeVisible();
});

async function breakIt(page: Page, title: string): Promise<void> {
  await page.getByRole("tab", { name: "Guide" }).click();
  await section(page, "Break it");
  await page.getByRole("listitem").filter({ hasText: title }).getByRole("button").click();
  await expect(page.getByRole("heading", { name: `Broken: ${title}` })).toBeVisible(COMPUTED);
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeEnabled();
}

test("two experiments are broken, found out and mended", async ({ page }) => {
  await openLab(page);
  await setNumber(page, "Evaluation pictures", 256);
  await breakIt(page, "Four bits break the MobileNet");
  const broken = page.getByRole("region", { name: /^Broken/ });
  await expect(broken).toContainText("more than chance");
  const [, before, after] =
    /Before ([\d.]+\s%).*now ([\d.]+\s%)/.exec((await broken.textContent()) ?? "") ?? [];
  expect(percent(before) - percent(after)).toBeGreaterThan(20);
  await broken.getByRole("button", { name: "Give me a hint" }).click();
  await expect(broken.getByRole("listitem")).toHaveCount(1);

  // More bits hide it; a scale per channel mends it.
  await chooseOption(page, "Weight bits", "8");
  await run(page);
  await expect(broken.getByRole("note")).toContainText("giving up what was given", COMPUTED);
  await chooseOption(page, "Weight bits", "4");
  await chooseOption(page, "Weight granularity", "Per channel");
  await run(page);
  await expect(broken.getByRole("note")).toContainText("Mended", COMPUTED);
  await expect(broken.getByRole("note")).toContainText("Weight granularity per-tensor → per-channel");

  await breakIt(page, "Since the new camera");
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(strip(page)).toContainText("Broken on purpose");
  await strip(page).getByRole("button", { name: "To the scenario" }).click();
  const camera = page.getByRole("region", { name: /^Broken/ });
  for (const hint of ["Give me a hint", "Another hint", "Another hint"]) {
    await camera.getByRole("button", { name: hint }).click();
  }
  await camera.getByRole("button", { name: /^Mend it for me/ }).click();
  await expect(camera.getByRole("note")).toContainText("Mended", COMPUTED);
  await camera.getByRole("button", { name: "Back to my own recipe" }).click();
  await expect(camera).toHaveCount(0);

  await page.reload();
  // Until then the address may still bring back the tab that it names.
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await page.getByRole("tab", { name: "Guide" }).click();
  await section(page, "Break it");
  await expect(page.getByText("Mended", { exact: true })).toHaveCount(2);
});

test("a question is answered by two runs; times taken cold are mended by counting others", async ({
  page,
}) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 64, evaluation: 128 });
  await page.getByRole("tab", { name: "Guide" }).click();
  await section(page, "Questions");
  const question = page.getByRole("region", { name: /always cost only little/ });
  await question.getByRole("button", { name: "Run the experiment" }).click();
  await expect(question).toContainText(/next to nothing at 8 bits/, COMPUTED);

  await section(page, "Break it");
  const card = page.getByRole("listitem").filter({ hasText: "Timed by the first inference" });
  await card.getByRole("button", { name: "Break it" }).click();
  const timing = page.getByRole("region", { name: "Broken: Timed by the first inference" });
  await expect(timing).toContainText(/on the slide: [\d.]+\s.s for FP32, [\d.]+\s.s for W4A8.*meets/);
  await expect(timing.getByRole("figure")).toBeVisible();
  for (const hint of ["Give me a hint", "Another hint", "Another hint"]) {
    await timing.getByRole("button", { name: hint }).click();
  }
  await timing.getByRole("button", { name: /^Mend it for me/ }).click();
  await expect(timing.getByRole("note")).toContainText(/20 left out, median of 30: .* for W4A8/);
  await setNumber(page, "Inferences left out", 0);
  await setNumber(page, "Inferences counted", 1);
  await expect(timing).not.toContainText("20 left out");
  await timing.getByRole("button", { name: "Close" }).click();
  await expect(timing).toHaveCount(0);
});

const VIEWS = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

for (const { colorScheme, viewport } of VIEWS) {
  test(`axe finds nothing in the guide, ${colorScheme}, ${viewport.width} px wide`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await openLab(page);
    await page.getByRole("tab", { name: "Guide" }).click();
    for (const name of ["Procedure", "Questions", "Break it", "Glossary"]) {
      await section(page, name);
      if (name === "Glossary") await expect(page.locator(".katex").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
    await section(page, "Procedure");
    await step(page, "Sensitive layers").click();
    await page.getByRole("button", { name: "SQNR" }).click();
    await expect(page.getByText(/^Signal to quantization-noise ratio/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Diagnosis" }).click();
    await expect(strip(page)).toContainText("Sensitive layers");
    expect(await violations(page)).toEqual([]);
    await strip(page).getByRole("button", { name: "Close the guide" }).click();
    await expect(strip(page)).toHaveCount(0);
  });
}
