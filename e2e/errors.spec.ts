import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { openLab, percent, resultCell, runToEnd, setNumber } from "./lab.ts";

const MODEL = "public/models/mobilenet.onnx";
const bytes = readFileSync(MODEL);

/** A run short enough to be repeated. */
async function quickRun(page: Parameters<typeof runToEnd>[0]): Promise<void> {
  await setNumber(page, "Calibration pictures", 16);
  await setNumber(page, "Evaluation pictures", 64);
  await runToEnd(page);
}

const BROKEN = [
  {
    what: "a truncated file",
    name: "short.onnx",
    buffer: bytes.subarray(0, bytes.length / 3),
    says: /cut short/,
  },
  { what: "an empty file", name: "empty.onnx", buffer: Buffer.alloc(0), says: /empty|Not an ONNX/i },
  {
    what: "a web page",
    name: "page.onnx",
    buffer: Buffer.from("<!doctype html><p>404"),
    says: /Not an ONNX/,
  },
];

test("a broken file as a model is refused and costs nothing", async ({ page }) => {
  await openLab(page);
  await quickRun(page);
  const before = await resultCell(page, /^Top-1/, /Quantized/);
  for (const { what, name, buffer, says } of BROKEN) {
    await test.step(what, async () => {
      await page
        .getByLabel("Model file")
        .setInputFiles({ name, mimeType: "application/octet-stream", buffer });
      const alert = page.getByRole("alert");
      await expect(alert).toContainText(says);
      await expect(alert).toContainText("What to do");
      expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
      await runToEnd(page);
      expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
    });
  }
});

test("one's own model file is loaded and run", async ({ page }) => {
  await openLab(page);
  await page.getByLabel("Model file").setInputFiles({ name: "mine.onnx", mimeType: "", buffer: bytes });
  await expect(page.getByText("mine.onnx").first()).toBeVisible();
  await quickRun(page);
  expect(percent(await resultCell(page, /^Top-1/, /FP32/))).toBeGreaterThan(80);
});

test("a missing model is said so, and another can be opened", async ({ page }) => {
  await page.route("**/models/mobilenet.onnx", (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("The model is not there");
  await page.getByLabel("Model file").setInputFiles({ name: "mine.onnx", mimeType: "", buffer: bytes });
  await quickRun(page);
});

test("a page that is not isolated says so and runs on one thread", async ({ page }) => {
  await page.route("**/*", async (route) => {
    const response = await route.fetch({ maxRetries: 2 });
    const headers = { ...response.headers() };
    delete headers["cross-origin-opener-policy"];
    delete headers["cross-origin-embedder-policy"];
    await route.fulfill({ response, headers });
  });
  await openLab(page);
  await expect(page.getByText("One thread only")).toBeVisible();
  await quickRun(page);
  await expect(page.getByText(/1 thread/).first()).toBeVisible();
});

test("a cancelled run leaves the last results in place", async ({ page }) => {
  await openLab(page);
  await quickRun(page);
  const before = await resultCell(page, /^Top-1/, /Quantized/);
  await setNumber(page, "Evaluation pictures", 2048);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("status").first()).toContainText(/Evaluat/);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").first()).toContainText("Cancelled");
  expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
  await quickRun(page);
});

test("a crashed worker is replaced and the lab goes on", async ({ page }) => {
  await page.addInitScript(() => {
    const { Worker: NativeWorker } = window;
    window.Worker = class extends NativeWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        window.addEventListener("crash-the-worker", () => {
          this.dispatchEvent(new ErrorEvent("error", { message: "simulated crash", cancelable: true }));
        });
      }
    };
  });
  await openLab(page);
  await quickRun(page);
  const before = await resultCell(page, /^Top-1/, /Quantized/);
  await setNumber(page, "Evaluation pictures", 2048);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.evaluate(() => window.dispatchEvent(new Event("crash-the-worker")));
  await expect(page.getByRole("alert")).toContainText(/worker/i);
  expect(await resultCell(page, /^Top-1/, /Quantized/)).toBe(before);
  await quickRun(page);
});
