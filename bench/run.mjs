/** `npm run bench`: builds the page and the benchmarks, drives both in Chromium, prints ratios measured in one run. */
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { CHROMIUM_FLAGS, ensureChromium } from "../scripts/chromium.mjs";

const { models } = JSON.parse(readFileSync("public/models/index.json", "utf8"));
const nets = [
  ...models.map(({ id, file }) => ({ id, model: `/models/${file}` })),
  { id: "MobileNetV2-sized, 224×224, untrained", model: "generated:mobilenet-v2" },
];

/** All, or those named on the command line: `npm run bench -- calibration`. */
const CASES = process.argv.length > 2 ? process.argv.slice(2) : ["calibration", "latency", "weights", "page"];

const PER_MODEL = ["calibration", "latency"].filter((name) => CASES.includes(name));

const executablePath = ensureChromium();
const settings = [
  { configFile: "vite.config.ts", port: 4174 },
  { configFile: "bench/vite.config.ts", port: 4175 },
];
const servers = [];
for (const { configFile, port } of settings) {
  await build({ configFile, logLevel: "error" });
  servers.push(await preview({ configFile, preview: { port, strictPort: true }, logLevel: "error" }));
}
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });

function row(cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

async function benches() {
  const page = await browser.newPage();
  await page.goto("http://localhost:4175/");
  await page.waitForFunction(() => typeof window.runBench === "function");
  const measure = (request) => page.evaluate((r) => window.runBench(r), request);
  for (const threads of [1, 2]) {
    for (const { id, model } of nets) {
      for (const name of PER_MODEL) print(await measure({ name, model, threads }), id, threads);
    }
  }
  if (CASES.includes("weights"))
    print(await measure({ name: "weights", model: "", threads: 1 }), "1024×1024×3×3", 1);
}

function print({ ratios, milliseconds }, model, threads) {
  const times = Object.entries(milliseconds).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
  for (const [what, ratio] of Object.entries(ratios))
    row([what, model, threads, ratio.toFixed(2), times.join(", ")]);
}

/**
 * A cold load in a fresh context: first paint, the first result of both variants after pressing Run as soon as it
 * can be pressed, and the longest main-thread task of the whole default run.
 */
async function coldLoad() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
    }).observe({ type: "longtask" });
  });
  await page.goto("http://localhost:4174/");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const pressed = await page.evaluate(() => performance.now());
  await page.getByText(/\d predictions differ/).waitFor();
  const firstResult = await page.evaluate(() => performance.now());
  await page.getByRole("status").filter({ hasText: "Done" }).waitFor({ timeout: 120_000 });
  const { paint, done, longest } = await page.evaluate(
    (since) => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      done: performance.now(),
      longest: Math.max(0, ...window.longTasks.filter((t) => t.startTime > since).map((t) => t.duration)),
    }),
    pressed,
  );
  row(["first paint (goal 1000 ms)", "page", "–", "–", paint.toFixed(0)]);
  row(["first result after opening (goal 5000 ms)", "mobilenet, page", "–", "–", firstResult.toFixed(0)]);
  row(["whole default run", "mobilenet, page", "–", "–", (done - pressed).toFixed(0)]);
  row([
    "longest main-thread task of a run (goal 50 ms; below 50 is not reported)",
    "page",
    "–",
    "–",
    longest.toFixed(0),
  ]);
  await context.close();
}

row(["what", "model", "threads", "ratio", "times in ms"]);
row(["---", "---", "---", "---", "---"]);
try {
  if (CASES.includes("page")) await coldLoad();
  await benches();
} finally {
  await browser.close();
  for (const server of servers) await server.close();
}
