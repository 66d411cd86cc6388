import { expect, test } from "@playwright/test";
import { violations } from "./axe.ts";
import { pictureToPicture } from "./fixtures/models.ts";
import { pictureFiles, testPictures } from "./fixtures/pictures.ts";
import { openLab, runToEnd } from "./lab.ts";
import { openPicker, pickImages, pickModel } from "./own.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the views of one's own files, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { pictures } = await testPictures(24);
    await openLab(page);
    await pickImages(page, await pictureFiles(pictures, (_, i) => `${i}.png`));
    await pickModel(page, pictureToPicture());
    await page.getByText("Size and order").click();
    expect(await violations(page)).toEqual([]);
    for (const what of ["Model", "Images"] as const) {
      await openPicker(page, what);
      await expect(page.getByRole("region", { name: "Kept on this device" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await runToEnd(page);
    await expect(page.getByRole("img", { name: "Picture 1, difference" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

test("nothing scrolls sideways on a phone with one's own files", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.getByRole("button", { name: "Open the recipe" }).click();
  await pickModel(page, pictureToPicture());
  await page.keyboard.press("Escape");
  await openPicker(page, "Model");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await runToEnd(page);
  await expect(page.getByRole("table", { name: "Outputs" })).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
