/**
 * `npm run cases -- DIR`: opens every model under a folder in the built page, in Chromium, runs it in four settings
 * and prints a Markdown table: worst output SQNR and top-1 as `report.json` has them, the notices and errors word for
 * word, and where a refusal happened. For trying models that strangers bring.
 *
 * A case is an .onnx file, with the files beside it that belong to it and the folder `data` beside it as images; without
 * that folder, the lab's own images stay. `-- --equalize` switches cross-layer equalization on, `--limit 90` gives each
 * case so many seconds, `--url http://localhost:4173/` takes a page that is served already instead of building one.
 */

import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build, preview } from "vite";
import type { Report } from "#experiment/report.ts";
import type { Score } from "#statistics/statistics.ts";
import { chooseOption, downloadReport } from "../e2e/lab.ts";
import { CHROMIUM_FLAGS, ensureChromium } from "./chromium.mjs";

const SETTINGS = [
  { name: "static, per tensor", mode: "Static", granularity: "Per tensor" },
  { name: "static, per channel", mode: "Static", granularity: "Per channel" },
  { name: "dynamic, per channel", mode: "Dynamic", granularity: "Per channel" },
  { name: "weight-only, per channel", mode: "Weight-only", granularity: "Per channel" },
] as const;

/** Files beside a model that are about it, not part of it. */
const NOT_WEIGHTS = new Set([".onnx", ".md", ".txt", ".json", ".py"]);

type Place = "opening the page" | "opening the model" | "opening the images" | "running";

interface Row {
  setting: string;
  sqnr: string;
  top1: string;
  where: Place | "";
  words: string[];
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    equalize: { type: "boolean", default: false },
    limit: { type: "string", default: "120" },
    url: { type: "string" },
  },
});
const [root] = positionals;
const limitMs = Number(options.limit) * 1000;
if (!root || !existsSync(root) || !(limitMs > 0)) {
  console.error("Usage: npm run cases -- DIR [--equalize] [--limit SECONDS] [--url ADDRESS]");
  process.exit(2);
}

const models = filesUnder(root).filter((file) => file.endsWith(".onnx"));
if (models.length === 0) {
  console.error(`There is no .onnx file under ${root}.`);
  process.exit(2);
}
const server = options.url === undefined ? await servePage() : null;
const address = options.url ?? server?.resolvedUrls?.local[0] ?? "";
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
try {
  print(["case", "setting", "worst output SQNR", "top-1, FP32 and quantized", "refused", "said"]);
  print(["---", "---", "---", "---", "---", "---"]);
  for (const model of models) {
    const name = basename(model) === "model.onnx" ? dirname(model) : model;
    for (const row of await tryCase(browser, model)) {
      const { setting, sqnr, top1, where, words } = row;
      print([relative(root, name) || basename(resolve(root)), setting, sqnr, top1, where, words.join(" · ")]);
    }
  }
} finally {
  await browser.close();
  await server?.close();
}

async function servePage() {
  await build({ logLevel: "error" });
  return preview({ preview: { port: 0 }, logLevel: "error" });
}

/** Every file below a folder, hidden ones left out, in the order of their paths. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    });
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
}

/** One case in a page of its own. What stops it becomes a row; the case ends when its time is over. */
async function tryCase(within: Browser, model: string): Promise<Row[]> {
  const context = await within.newContext({
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
  });
  context.setDefaultTimeout(limitMs);
  const page = await context.newPage();
  const rows: Row[] = [];
  let place: Place = "opening the page";
  let setting = "";
  const stopped = (words: string[]) => rows.push({ setting, sqnr: "", top1: "", where: place, words });
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), limitMs);
  });
  const steps = async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "Run", exact: true, disabled: false }).waitFor();
    place = "opening the model";
    const refusedModel = await open(page, "Model", () =>
      pick(page, "Model file", [model, ...weightsOf(model)]),
    );
    if (refusedModel) return stopped(refusedModel);
    place = "opening the images";
    const images = join(dirname(model), "data");
    if (existsSync(images)) {
      const refusedImages = await open(page, "Images", () => pickImages(page, images));
      if (refusedImages) return stopped(refusedImages);
    }
    place = "running";
    if (options.equalize) await page.getByRole("switch", { name: "Cross-layer equalization" }).check();
    for (const { name, mode, granularity } of SETTINGS) {
      setting = options.equalize ? `${name}, equalized` : name;
      if (await page.getByRole("radiogroup", { name: "Mode", exact: true }).isEnabled()) {
        await chooseOption(page, "Mode", mode);
        await chooseOption(page, "Weight granularity", granularity);
      }
      const failed = await runOnce(page);
      if (failed) stopped(failed);
      else rows.push({ setting, ...figures(await downloadReport(page)), where: "", words: await said(page) });
    }
  };
  try {
    if ((await Promise.race([steps(), timeUp])) === "late")
      stopped([`Not done after ${options.limit} s: ${await status(page)}`, ...(await alerts(page))]);
  } catch (error) {
    // A control that is not there, a page that crashed: told, and the next case has a page of its own.
    stopped([String(error).split("\n")[0], ...(await alerts(page).catch(() => []))]);
  } finally {
    clearTimeout(timer);
    await context.close();
  }
  return rows;
}

function weightsOf(model: string): string[] {
  return readdirSync(dirname(model), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_WEIGHTS.has(extname(entry.name)))
    .map(({ name }) => join(dirname(model), name));
}

function pick(page: Page, label: string, files: string[]): Promise<void> {
  return page.getByLabel(label, { exact: true }).setInputFiles(files);
}

/** Files are given to the input of files; what has folders in it, to that of folders. */
async function pickImages(page: Page, folder: string): Promise<void> {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.every((entry) => entry.isFile()))
    return pick(
      page,
      "Images",
      entries.map(({ name }) => join(folder, name)),
    );
  await page
    .getByRole("banner")
    .getByRole("button", { name: /^Images: / })
    .click();
  await pick(page, "Open a folder of images", [folder]);
}

/** Opens something and waits until its name stands in the header; the words of the refusal where it was refused. */
async function open(
  page: Page,
  what: "Model" | "Images",
  give: () => Promise<void>,
): Promise<string[] | null> {
  const chip = page.getByRole("banner").getByRole("button", { name: new RegExp(`^${what}: `) });
  const before = await chip.getAttribute("aria-label");
  const standing = await alerts(page);
  await give();
  for (;;) {
    await page.waitForTimeout(100);
    if ((await status(page)).startsWith("Loading")) continue;
    const added = (await alerts(page)).filter((words) => !standing.includes(words));
    if (added.length > 0) return added;
    const label = await chip.getAttribute("aria-label");
    if (label !== before && label !== `${what}: loading`) return null;
  }
}

/** Presses Run and waits for the end; the words of the failure where it failed. */
async function runOnce(page: Page): Promise<string[] | null> {
  const run = page.getByRole("button", { name: "Run", exact: true });
  await run.click();
  let end = "";
  // The words of the run before may still stand for a moment.
  do {
    await page.waitForTimeout(300);
    end = await status(page);
  } while (!/^(Done|Failed|Cancelled)/.test(end) || !(await run.isEnabled()));
  return end.startsWith("Done") ? null : [`${end}.`, ...(await alerts(page))];
}

function status(page: Page): Promise<string> {
  return page.getByRole("status").first().innerText();
}

/** The text of every alert, its technical details opened, in one line each. */
async function alerts(page: Page): Promise<string[]> {
  const all = page.getByRole("alert");
  await all.locator("details:not([open]) > summary").evaluateAll((summaries) => {
    for (const summary of summaries) summary.parentElement?.setAttribute("open", "");
  });
  return (await all.allInnerTexts()).map(oneLine);
}

/** What the page says besides numbers once a run is done: alerts, then the notices of the run. */
async function said(page: Page): Promise<string[]> {
  const words = await alerts(page);
  const button = page.getByRole("button", { name: /^\d+\s*notices?$/ });
  if ((await button.count()) === 0) return words;
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Notices of the run" });
  await dialog.locator("summary").evaluateAll((summaries) => {
    for (const summary of summaries) summary.parentElement?.setAttribute("open", "");
  });
  words.push(...(await dialog.locator("ul").first().locator("> li").allInnerTexts()).map(oneLine));
  await page.keyboard.press("Escape");
  return words;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function figures({ outputs, fp32, quantized }: Report): Pick<Row, "sqnr" | "top1"> {
  const values: unknown[] = outputs.map(({ sqnrDb }) => sqnrDb);
  const numbers = values.filter((value): value is number => typeof value === "number");
  // What is no number is shown as the file has it: it may stand for no error, or for none that can be told.
  const others = values.filter((value) => typeof value !== "number").map((value) => JSON.stringify(value));
  const worst = numbers.length > 0 ? [`${Math.min(...numbers).toFixed(1)} dB`] : [];
  const share = ({ correct, total }: Score) => `${correct}/${total}`;
  return {
    sqnr: values.length === 0 ? "no outputs compared" : [...worst, ...others].join(", "),
    top1: fp32.top1.total > 0 ? `${share(fp32.top1)}, ${share(quantized.top1)}` : "no labels",
  };
}
