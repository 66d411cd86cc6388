import { createServer } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { zip, zipBomb } from "./fixtures/archives.ts";
import { externalData, mobilenetBytes } from "./fixtures/models.ts";
import { pictureFiles, type TestFile, testPictures } from "./fixtures/pictures.ts";
import { openLab, resultCell, runToEnd, smallExperiment } from "./lab.ts";
import { cardFact, drop, openPicker, pickImages, pickModel } from "./own.ts";

const { pictures } = await testPictures(24);
const flat = () => pictureFiles(pictures, (_, i) => `${String(i).padStart(3, "0")}.png`);
const text = (path: string, words: string): TestFile => ({ path, bytes: Buffer.from(words) });

async function paste(page: Page, what: "Model" | "Images", address: string): Promise<void> {
  await openPicker(page, what);
  await page.getByLabel(/^Address of/).fill(address);
  await page.keyboard.press("Enter");
}

/** A server of another origin that sends no CORS header. */
const silent = createServer((_, response) => response.end(mobilenetBytes()));
let silentPort = 0;
test.beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, resolve));
  const address = silent.address();
  silentPort = typeof address === "object" && address ? address.port : 0;
});
test.afterAll(() => new Promise((resolve) => silent.close(resolve)));

const REFUSED: { what: string; give: (page: Page) => Promise<void>; says: RegExp }[] = [
  {
    what: "a truncated model",
    give: (page) =>
      pickModel(page, [
        { path: "short.onnx", bytes: mobilenetBytes().subarray(0, mobilenetBytes().length / 2) },
      ]),
    says: /cut short/,
  },
  {
    what: "a model without its data file",
    give: (page) => pickModel(page, externalData().slice(0, 1)),
    says: /weights\.data/,
  },
  {
    what: "several models at once",
    give: (page) =>
      drop(
        page,
        ["a.onnx", "b.onnx"].map((path) => ({ path, bytes: mobilenetBytes() })),
      ),
    says: /Several models at once.*a\.onnx, b\.onnx/s,
  },
  {
    what: "an address that answers with a page",
    give: async (page) => {
      await page.route("https://models.example/**", (route) =>
        route.fulfill({
          body: "<!doctype html><title>Sign in</title>",
          contentType: "text/html",
          headers: { "Access-Control-Allow-Origin": "*" },
        }),
      );
      await paste(page, "Model", "https://models.example/net.onnx");
    },
    says: /a web page at this address/,
  },
  {
    what: "a server that lets no other page read its files",
    give: (page) => paste(page, "Model", `localhost:${silentPort}/net.onnx`),
    says: /localhost:\d+ did not answer.*CORS.*drop it here/s,
  },
  {
    what: "a zip bomb",
    give: async (page) => pickImages(page, [await zipBomb("bomb.zip")]),
    says: /More than the lab will unpack/,
  },
  {
    what: "an archive without pictures",
    give: async (page) => pickImages(page, [await zip("texts.zip", [text("a.md", "nothing")])]),
    says: /No pictures in there/,
  },
];

test("what cannot be taken is refused in words, and what was there stays and runs", async ({ page }) => {
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  const before = await resultCell(page, /^Top-1/, /Quantized/);
  for (const { what, give, says } of REFUSED) {
    await test.step(what, async () => {
      await give(page);
      const alert = page.getByRole("alert");
      await expect(alert).toContainText(says);
      await expect(alert).toContainText("What to do");
      await expect(alert).toContainText("still in place");
      await expect(page.getByRole("button", { name: "Model: MobileNet", exact: true })).toBeVisible();
      expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
      await runToEnd(page);
      await expect(alert).toHaveCount(0);
      expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
    });
  }
});

test("on a phone the recipe closes when a model is refused, so that the reason is seen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLab(page);
  await page.getByRole("button", { name: "Open the recipe" }).click();
  await pickModel(page, [{ path: "short.onnx", bytes: mobilenetBytes().subarray(0, 1000) }]);
  await expect(page.getByRole("alert")).toContainText(/cut short/);
  await expect(page.getByRole("alert")).toBeInViewport();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a text is no web address", async ({ page }) => {
  await openLab(page);
  await paste(page, "Model", "my model");
  await expect(page.getByText("This is not a web address.")).toBeVisible();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("a damaged picture among good ones is left out, counted and listed", async ({ page }) => {
  await openLab(page);
  const files = await flat();
  // The second is not among those that are tried on import.
  files[1] = { ...files[1], bytes: files[1].bytes.subarray(0, 60) };
  await pickImages(page, files);
  await runToEnd(page);
  await page.getByRole("button", { name: /notice/ }).click();
  await expect(page.getByRole("dialog", { name: /notice/ })).toContainText("001.png");
});

test("damaged images are left out by name on import, and take no other set's place where all are", async ({
  page,
}) => {
  await openLab(page);
  const files = (await flat()).slice(0, 12);
  const cut = (file: (typeof files)[number]) => ({ ...file, bytes: file.bytes.subarray(0, 60) });
  await pickImages(page, [cut(files[0]), ...files.slice(1)]);
  await openPicker(page, "Images");
  const card = page.getByRole("region", { name: "Loaded images" });
  await card.getByText(/left out/).click();
  await expect(card.getByRole("list", { name: "Files that were left out" })).toContainText("000.png because");
  await page.keyboard.press("Escape");
  await pickImages(page, files.map(cut));
  await expect(page.getByRole("alert")).toContainText("Of 12 images that were tried none could be decoded");
  await expect(page.getByRole("alert")).toContainText("still in place");
  await openPicker(page, "Images");
  await expect(card).toContainText("12 files");
});

test("a label table with wrong columns is left out with its reason, and the pictures are taken", async ({
  page,
}) => {
  await openLab(page);
  await pickImages(page, [...(await flat()), text("labels.csv", "width,height,depth\n1,2,3\n4,5,6")]);
  await openPicker(page, "Images");
  await expect(cardFact(page, "Loaded images", "Labelled")).toHaveText("none");
  const card = page.getByRole("region", { name: "Loaded images" });
  await card.getByText(/left out/).click();
  await expect(card).toContainText("no column for files and labels among width, height, depth");
});

test("a download is given up with Cancel, and the lab is as before", async ({ page }) => {
  await openLab(page);
  await page.route("https://models.example/**", () => {});
  await paste(page, "Model", "https://models.example/slow.onnx");
  await expect(page.getByRole("status").first()).toContainText("Loading model slow.onnx");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").first()).toContainText("Ready");
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
});
