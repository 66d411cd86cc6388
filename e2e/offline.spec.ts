import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { COMPUTED, downloadReport, runToEnd, smallExperiment } from "./lab.ts";
import { builtLab, type StaticHost, staticHost } from "./static-host.ts";

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

/** A copy of the lab in which the scripts of the tab Layers are gone, as after a build that gave them another name. */
function withoutLayers(folder: string): { part: string } {
  cpSync(builtLab, folder, { recursive: true });
  const worker = join(folder, "service-worker.js");
  const text = readFileSync(worker, "utf8");
  const [entry, part] = /\{[^{}]*"?url"?:"(assets\/LayersPage-[^"]*\.js)"[^{}]*\},?/.exec(text) ?? [];
  if (!entry || !part) throw new Error("the service worker lists no script of the tab Layers");
  writeFileSync(worker, text.replace(entry, ""));
  rmSync(join(folder, part));
  return { part };
}

test("a page that is open with the version before goes on loading its parts, and is not reloaded", async ({
  page,
  context,
}, { outputDir }) => {
  await openDelivered(page);
  const other = await context.newPage();
  await openDelivered(other);
  const newer = join(outputDir, "newer");
  const { part } = withoutLayers(newer);
  host.serve(newer);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await other.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
  const reloaded = other.waitForEvent("load");
  await other
    .getByRole("note")
    .filter({ hasText: "A newer version of the lab is ready" })
    .getByRole("button", { name: "Reload" })
    .click();
  await reloaded;
  await expect(page.getByText("A newer version is there: reload when you like")).toBeVisible();

  const status = (address: string) => page.evaluate(async (url) => (await fetch(url)).status, address);
  expect((await page.request.get(new URL(part, host.url).href)).status()).toBe(404);
  expect(await status(part)).toBe(200);
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByText("stem.conv").first()).toBeVisible();
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
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
