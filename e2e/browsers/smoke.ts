/**
 * The built lab in Chromium, Firefox and WebKit: it opens, runs, shows its layers and follows a link.
 * Prints a line for each browser. The file named by SMOKE_REPORT gets the counts as JSON.
 */
import { writeFileSync } from "node:fs";
import { preview } from "vite";
import { ensureOtherBrowsers } from "../../scripts/other-browsers.mjs";
import { type Driver, eventually, openChromium, openFirefox, openWebKit } from "./drivers.ts";

const BROWSERS: Record<string, () => Promise<Driver>> = {
  Chromium: openChromium,
  Firefox: openFirefox,
  WebKit: openWebKit,
};

/** For the default run, which takes ten seconds on a quiet machine. */
const RUN_SECONDS = 300;
const USUAL_SECONDS = 90;

async function waitFor(driver: Driver, expression: string, what: string, seconds = USUAL_SECONDS) {
  await eventually(async () => {
    if ((await driver.read(`Boolean(${expression})`)) === true) return;
    const text = await driver.read('document.body ? document.body.innerText.slice(0, 2000) : "nothing"');
    throw new Error(`no ${what}; the page says:\n${text}`);
  }, seconds);
}

const button = (name: string) =>
  `[...document.querySelectorAll("button")].find((each) => each.innerText.trim() === ${JSON.stringify(name)})`;

/** First percentage in the row of accuracy, in the column of this number. */
const accuracy = (column: number) =>
  `Number(/([\\d.]+)\\s*%/.exec([...document.querySelectorAll("table")].filter((table) =>
      (table.ariaLabel ?? table.caption?.textContent) === "FP32 and quantized").flatMap((table) => [...table.rows])
    .find((row) => row.textContent.startsWith("Top-1"))?.querySelectorAll("td")[${column}]?.innerText ?? "")?.[1])`;

async function smoke(openBrowser: () => Promise<Driver>, url: string): Promise<string> {
  let driver = await openBrowser();
  try {
    await driver.open(url);
    await waitFor(driver, `${button("Run")} && !${button("Run")}.disabled`, "Run that can be pressed");
    const bits = '//*[@role="radiogroup" and @aria-label="Weight bits"]//label[normalize-space(.)="4"]';
    await driver.press(bits);
    await waitFor(driver, 'location.hash.startsWith("#2.")', "address that follows the recipe");
    const link = String(await driver.read("location.href"));

    await driver.press('//button[normalize-space(.)="Run"]');
    const status = `document.querySelector('[role="status"]')?.innerText`;
    await waitFor(
      driver,
      `${status}?.includes("Done") || document.querySelector('[role="alert"]')`,
      "end of the run",
      RUN_SECONDS,
    );
    await waitFor(driver, `${status}?.includes("Done")`, "run that ends on Done", 1);
    const [fp32, quantized] = [
      Number(await driver.read(accuracy(0))),
      Number(await driver.read(accuracy(1))),
    ];
    // What the bundled model's card says, and what 4-bit weights with one scale per tensor gave with ONNX Runtime on WASM.
    if (!(Math.abs(fp32 - 95.1) < 1 && Math.abs(quantized - 52.6) < 5))
      throw new Error(`FP32 gives ${fp32} %, quantized ${quantized} %`);

    await driver.press('//*[@role="tab" and normalize-space(.)="Layers"]');
    await waitFor(
      driver,
      `document.querySelectorAll('[role="tabpanel"] canvas, [role="tabpanel"] svg').length > 3`,
      "pictures of the layers",
    );

    await driver.close();
    driver = await openBrowser();
    await driver.open(link);
    const chosen = `document.querySelector('[role="radiogroup"][aria-label="Weight bits"] input:checked')?.value`;
    await waitFor(driver, `${chosen} === "4" && !${button("Run")}.disabled`, "recipe of the link");
    return `FP32 ${fp32} %, quantized ${quantized} %`;
  } finally {
    await driver.close();
  }
}

const server = await preview({ preview: { port: 0, strictPort: false }, logLevel: "error" });
const url = server.resolvedUrls?.local[0];
if (!url) throw new Error("the page is not served");
const there = ["Chromium", ...ensureOtherBrowsers()];
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, openBrowser] of Object.entries(BROWSERS)) {
  if (!there.includes(name)) {
    counts.skipped += 1;
    console.log(`${name}: skipped, it is not on this machine and could not be installed`);
    continue;
  }
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
  try {
    const numbers = await smoke(openBrowser, url);
    counts.passed += 1;
    console.log(`${name}: opens, runs, shows layers, follows a link (${numbers}) in ${seconds()}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`${name}: FAILED after ${seconds()}: ${error instanceof Error ? error.message : error}`);
  }
}
await server.close();
if (process.env.SMOKE_REPORT) writeFileSync(process.env.SMOKE_REPORT, JSON.stringify(counts));
process.exit(counts.failed > 0 ? 1 : 0);
