import { expect, type Page, test } from "@playwright/test";
import { COMPUTED, downloadReport, runToEnd, smallExperiment } from "./lab.ts";
import { type StaticHost, staticHost } from "./static-host.ts";

test.use({ serviceWorkers: "allow" });

let host: StaticHost;
test.beforeEach(async () => {
  host = await staticHost();
});
test.afterEach(() => host.stop());

/** Until the service worker has fetched everything and delivers the page itself. */
async function openDelivered(page: Page): Promise<void> {
  await page.goto(host.url);
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), COMPUTED).toBe(true);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
}

test("a plain host without headers, under a sub-path: isolated by the service worker, which threads need", async ({
  page,
}) => {
  await openDelivered(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  await expect(page.getByText("One thread only")).toHaveCount(0);
  expect((await downloadReport(page)).environment.crossOriginIsolated).toBe(true);
});

test("the lab opens and runs after the host has gone", async ({ page }) => {
  await openDelivered(page);
  await host.stop();
  await page.reload();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByText("stem.conv").first()).toBeVisible();
});

test("it can be installed", async ({ page }) => {
  await openDelivered(page);
  const manifest = await page.locator('link[rel="manifest"]').getAttribute("href");
  const response = await page.request.get(new URL(manifest ?? "", host.url).href);
  const { name, icons, start_url: start } = await response.json();
  expect(name).toBe("Quantization Lab");
  expect(new URL(start, response.url()).href).toBe(host.url);
  for (const { src, sizes, type } of icons) {
    const icon = await page.request.get(new URL(src, response.url()).href);
    expect(icon.status(), src).toBe(200);
    expect(icon.headers()["content-type"]).toBe(type);
    expect(sizes).toMatch(/^(\d+x\d+|any)$/);
  }
});
