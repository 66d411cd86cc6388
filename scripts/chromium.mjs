import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium that is already there: the one named by CHROMIUM_PATH, Playwright's own, or the system's. */
export function findChromium() {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

const INSTALLERS = [
  ["npx", ["playwright", "install", "chromium"]],
  ["apt-get", ["update"]],
  ["apt-get", ["install", "-y", "--no-install-recommends", "chromium"]],
];

/** Finds Chromium or installs it: by Playwright's own installer, else as a Debian package. */
export function ensureChromium() {
  for (const [command, args] of INSTALLERS) {
    if (findChromium()) break;
    console.log(`No Chromium found: ${command} ${args.join(" ")}`);
    try {
      execFileSync(command, args, { stdio: "inherit", timeout: 300_000 });
    } catch (error) {
      console.log(`${command} did not succeed: ${error.message}`);
    }
  }
  const path = findChromium();
  if (!path) throw new Error("No Chromium: install one and name it in CHROMIUM_PATH.");
  return path;
}

/** Flags for a quiet headless browser; `--no-sandbox` because containers run as root. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Flags that give WebGPU in software where there is no graphics card. */
export const SOFTWARE_WEBGPU_FLAGS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
