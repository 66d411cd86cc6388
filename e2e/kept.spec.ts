import { expect, test } from "@playwright/test";
import { zip } from "./fixtures/archives.ts";
import { mobilenetBytes } from "./fixtures/models.ts";
import { pictureFiles, testPictures } from "./fixtures/pictures.ts";
import { chooseBits, openLab, resultCell, runToEnd } from "./lab.ts";
import { drop, openPicker, pickModel } from "./own.ts";

const ownModel = () => [{ path: "mine.onnx", bytes: mobilenetBytes() }];

test("model, images, recipe and result of the last visit come back", async ({ page }) => {
  const { pictures } = await testPictures(48);
  const files = await pictureFiles(pictures, ({ label }, i) => `${i}_label${label}.png`);
  await openLab(page);
  await drop(page, [...ownModel(), await zip("mine.zip", files)]);
  await expect(page.getByRole("button", { name: "Images: mine.zip", exact: true })).toBeVisible();
  await chooseBits(page, 4);
  await runToEnd(page);
  const before = await resultCell(page, /^Top-1/, /Quantized/);

  await openLab(page);
  await expect(page.getByRole("button", { name: "Model: mine.onnx", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Images: mine.zip", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Run 1: mine.onnx, from an earlier visit" })).toBeVisible();
  expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
  await expect(
    page.getByRole("radiogroup", { name: "Weight bits", exact: true }).getByRole("radio", { name: "4" }),
  ).toBeChecked();
  await runToEnd(page);
  expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
  await expect(page.getByRole("heading", { name: "Run 2: mine.onnx", exact: true })).toBeVisible();
});

test("what is kept is listed with its size, can be removed, and removing can be undone", async ({ page }) => {
  await openLab(page);
  await pickModel(page, ownModel());
  await openPicker(page, "Model");
  const kept = page.getByRole("region", { name: "Kept on this device" });
  await expect(kept).toContainText("852.9 kB in all");
  await kept.getByRole("button", { name: "Remove mine.onnx from this device" }).click();
  await expect(kept.getByRole("listitem")).toHaveCount(0);
  await kept.getByRole("button", { name: "Undo" }).click();
  await expect(kept.getByRole("listitem")).toHaveCount(1);
  await kept.getByRole("button", { name: "Remove mine.onnx from this device" }).click();

  await openLab(page);
  await openPicker(page, "Model");
  await expect(page.getByRole("region", { name: "With the page" })).toBeVisible();
  await expect(kept).toHaveCount(0);
});

test("without storage the lab says so once and works", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(IDBFactory.prototype, "open", {
      value: () => {
        throw new DOMException("storage is switched off", "SecurityError");
      },
    });
  });
  await openLab(page);
  const notice = page.getByRole("note").filter({ hasText: "Nothing is kept between visits" });
  await expect(notice).toHaveCount(1);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await pickModel(page, ownModel());
  await expect(page.getByRole("button", { name: "Model: mine.onnx", exact: true })).toBeVisible();
  await expect(notice).toHaveCount(0);
});
