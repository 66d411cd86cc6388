/** `npm test`: types, lint with the layer rules, unit tests, production build, e2e against that build, a smoke run in three browsers. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureChromium } from "./chromium.mjs";
import { freePort } from "./free-port.mjs";

const UNIT_REPORT = ".cache/unit.json";
const E2E_REPORT = ".cache/e2e.json";
const SMOKE_REPORT = ".cache/browsers.json";

const STEPS = [
  ["types", "tsc", ["-b"]],
  ["lint", "biome", ["check", "--error-on-warnings", "."]],
  ["unit", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`]],
  ["build", "vite", ["build", "--logLevel", "warn"]],
  ["e2e", "playwright", ["test"]],
  ["three browsers", "tsx", ["e2e/browsers/smoke.ts"]],
];

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}

function totals() {
  const unit = read(UNIT_REPORT);
  const e2e = read(E2E_REPORT)?.stats;
  const smoke = read(SMOKE_REPORT) ?? { passed: 0, failed: 0, skipped: 0 };
  return {
    passed: (unit?.numPassedTests ?? 0) + (e2e?.expected ?? 0) + (e2e?.flaky ?? 0) + smoke.passed,
    failed: (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0) + smoke.failed,
    skipped: (unit?.numPendingTests ?? 0) + (e2e?.skipped ?? 0) + smoke.skipped,
    retried: e2e?.flaky ?? 0,
  };
}

mkdirSync(".cache", { recursive: true });
for (const report of [UNIT_REPORT, E2E_REPORT, SMOKE_REPORT]) rmSync(report, { force: true });
const env = {
  ...process.env,
  CHROMIUM_PATH: ensureChromium(),
  PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT,
  SMOKE_REPORT,
  LAB_DIST: process.env.LAB_DIST ?? ".cache/dist",
};
let failedStep = null;
for (const [name, command, args] of STEPS) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  // A port of its own, found at the last moment: the lab may be open at the usual one.
  if (name === "e2e") env.LAB_PORT ??= String(await freePort());
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: "inherit", env });
  console.log(
    `== ${name} ${status === 0 ? "passed" : "FAILED"} in ${((Date.now() - start) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) {
    failedStep = name;
    break;
  }
}
const { passed, failed, skipped, retried } = totals();
if (failedStep) console.log(`\nThe ${failedStep} step failed.`);
if (retried > 0) console.log(`\n${retried} of the passed end-to-end tests failed at first.`);
console.log(`\ntests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failedStep ? 1 : 0);
