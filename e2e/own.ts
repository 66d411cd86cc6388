import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page, type TestInfo } from "@playwright/test";
import type { TestFile } from "./fixtures/pictures.ts";

const payload = ({ path, bytes }: TestFile) => ({
  name: path.split("/").at(-1) ?? path,
  mimeType: "application/octet-stream",
  buffer: bytes,
});

/** Waits until nothing is being loaded, whatever came of it. */
async function loaded(page: Page): Promise<void> {
  await expect(page.getByRole("status").first()).not.toContainText(/^Loading/);
}

export async function pickModel(page: Page, files: TestFile[]): Promise<void> {
  await page.getByLabel("Model file", { exact: true }).setInputFiles(files.map(payload));
  await loaded(page);
}

export async function pickImages(page: Page, files: TestFile[]): Promise<void> {
  await page.getByLabel("Images", { exact: true }).setInputFiles(files.map(payload));
  await loaded(page);
}

/** Picks a folder with everything in it, from the picker of images. */
export async function pickFolder(page: Page, info: TestInfo, files: TestFile[]): Promise<void> {
  const root = writeFolder(info, files);
  await openPicker(page, "Images");
  await page.getByLabel("Open a folder of images").setInputFiles(root);
  await loaded(page);
}

export async function openPicker(page: Page, what: "Model" | "Images"): Promise<void> {
  await page
    .getByRole("banner")
    .getByRole("button", { name: new RegExp(`^${what}: `) })
    .click();
  // Its code is fetched when it is first opened; Escape before that would close nothing.
  await expect(page.getByRole("dialog", { name: what, exact: true })).toBeVisible();
}

/** Drops a folder on the page as the system hands it over: the browser itself reads what is in it. */
export async function dropFolder(page: Page, info: TestInfo, files: TestFile[]): Promise<void> {
  const root = writeFolder(info, files);
  const session = await page.context().newCDPSession(page);
  const move = (type: "dragEnter" | "dragOver" | "drop") =>
    session.send("Input.dispatchDragEvent", {
      type,
      x: 700,
      y: 450,
      data: { items: [], files: [root], dragOperationsMask: 1 },
    });
  await move("dragEnter");
  await move("dragOver");
  await expect(page.getByText("Drop to open")).toBeVisible();
  await move("dragOver");
  await move("drop");
  await expect(page.getByText("Drop to open")).toBeHidden();
  await expect(page.getByRole("button", { name: "Images: set", exact: true })).toBeVisible();
  await loaded(page);
}

function writeFolder(info: TestInfo, files: TestFile[]): string {
  const root = info.outputPath("set");
  for (const { path, bytes } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return root;
}

/** A fact of the card of the loaded model or images; the picker must be open. */
export const cardFact = (page: Page, card: "Loaded model" | "Loaded images", name: string) =>
  page
    .getByRole("region", { name: card })
    .locator("dl > div")
    .filter({ has: page.locator("dt", { hasText: name }) })
    .locator("dd");

/** Drops files on the page as the browser hands them over. */
export async function drop(page: Page, files: TestFile[]): Promise<void> {
  const data = await page.evaluateHandle(
    (contents) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of contents) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    },
    files.map(({ path, bytes }) => ({ name: path, base64: bytes.toString("base64") })),
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await expect(page.getByText("Drop to open")).toBeVisible();
  await page.getByText("Drop to open").dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByText("Drop to open")).toBeHidden();
  await loaded(page);
}
