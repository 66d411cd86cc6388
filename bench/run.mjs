/** `npm run bench`: builds the page and the benchmarks, drives both in Chromium, prints ratios measured in one run. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";
import { CHROMIUM_FLAGS, ensureChromium } from "../scripts/chromium.mjs";
import { freePort } from "../scripts/free-port.mjs";

const { models } = JSON.parse(readFileSync("public/models/index.json", "utf8"));
const nets = [
  ...models.map(({ id, file }) => ({ id, model: `/models/${file}` })),
  { id: "MobileNetV2-sized, 224×224, untrained", model: "generated:mobilenet-v2" },
];

/** All, or those named on the command line: `npm run bench -- calibration`. */
const CASES =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ["calibration", "latency", "job", "sweep", "weights", "decode", "explorer", "page"];

const PER_MODEL = ["calibration", "latency"].filter((name) => CASES.includes(name));

const executablePath = ensureChromium();
const servers = [];
async function serve(configFile) {
  await build({ configFile, logLevel: "error" });
  const port = await freePort();
  servers.push(await preview({ configFile, preview: { port, strictPort: true }, logLevel: "error" }));
  return `http://localhost:${port}/`;
}
const labUrl = await serve("vite.config.ts");
const benchUrl = await serve("bench/vite.config.ts");
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });

function row(cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

async function benches() {
  const page = await browser.newPage();
  await page.goto(benchUrl);
  await page.waitForFunction(() => typeof window.runBench === "function");
  const measure = (request) => page.evaluate((r) => window.runBench(r), request);
  for (const threads of [1, 2]) {
    for (const { id, model } of nets) {
      for (const name of PER_MODEL) print(await measure({ name, model, threads }), id, threads);
    }
  }
  if (CASES.includes("sweep")) {
    for (const { id, model } of [nets[0], nets.at(-1)])
      print(await measure({ name: "sweep", model, threads: 2 }), id, 2);
  }
  if (CASES.includes("weights"))
    print(await measure({ name: "weights", model: "", threads: 1 }), "1024×1024×3×3", 1);
  if (CASES.includes("decode")) print(await measure({ name: "decode", model: "", threads: 1 }), "224×224", 1);
  if (CASES.includes("explorer")) {
    for (const message of ["weights", "kernels", "activation", "scatter", "ranges"])
      print(await measure({ name: "explorer", model: message, threads: 1 }), "–", 1);
  }
  await page.close();
}

/** The whole job on the full-sized net, each in a tab of its own whose peak memory is asked of the operating system. */
async function jobs() {
  const { id, model } = nets.at(-1);
  for (const threads of [1, 2]) {
    const own = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    const page = await own.newPage();
    await page.goto(benchUrl);
    await page.waitForFunction(() => typeof window.runBench === "function");
    const idle = await peakMegabytes(own);
    const report = await page.evaluate((r) => window.runBench(r), { name: "job", model, threads });
    report.megabytes = {
      ...report.megabytes,
      "tab process at its largest": await peakMegabytes(own),
      "of which before the job": idle,
    };
    print(report, id, threads);
    await own.close();
  }
}

/** The same job by ONNX Runtime's own quantizer, native and with all cores, where a Python has it. */
function reference() {
  const python = [process.env.PYTHON, "python3"].find(
    (path) => path && spawnSync(path, ["-c", "import onnxruntime.quantization"]).status === 0,
  );
  if (!python) {
    console.log(
      "quantize_static was not run: no Python with onnxruntime and onnx was found; set PYTHON to one",
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "quantization-lab-bench-"));
  const file = join(folder, "mobilenet-v2.onnx");
  execFileSync("npx", ["tsx", "bench/write-mobilenet.ts", file]);
  // The quantizer itself prints, too: the result is the last line.
  const printed = execFileSync(python, ["bench/quantize_static.py", file], { encoding: "utf8" });
  const { plainMs, jobMs, peakMegabytes } = JSON.parse(printed.trimEnd().split("\n").at(-1));
  rmSync(folder, { recursive: true });
  const report = {
    ratios: { "quantize_static (Python, native) / its plain inference": jobMs / plainMs },
    milliseconds: { "plain inference": plainMs, job: jobMs },
    megabytes: { "process at its largest": peakMegabytes },
  };
  print(report, nets.at(-1).id, "all");
}

/** Largest resident memory that the tab's process has had; not known outside Linux. */
async function peakMegabytes(own) {
  const session = await own.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => `/proc/${id}/status`)
    .filter((path) => existsSync(path))
    .map((path) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(path, "utf8"))?.[1] ?? 0) / 1000);
  return Math.max(0, ...peaks);
}

function print({ ratios, milliseconds, megabytes = {} }, model, threads) {
  const times = Object.entries(milliseconds).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
  times.push(...Object.entries(megabytes).map(([name, mb]) => `${name} ${mb.toFixed(0)} MB`));
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
  await page.goto(labUrl);
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
  if (CASES.includes("job")) {
    await jobs();
    reference();
  }
} finally {
  await browser.close();
  for (const server of servers) await server.close();
}
