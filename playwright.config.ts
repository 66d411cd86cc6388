import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS, findChromium, SOFTWARE_WEBGPU_FLAGS } from "./scripts/chromium.mjs";
import { freePort } from "./scripts/free-port.mjs";

// Each worker process reads this file again and must find the port of the first.
process.env.LAB_PORT ??= String(await freePort());
const port = Number(process.env.LAB_PORT);

/** End-to-end tests drive the production build, which `npm test` has made before them. */
export default defineConfig({
  testDir: "e2e",
  // A busy machine may need minutes; what hangs ends here.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // Two pages at a time: they wait for each other's answers more than they compute.
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // The gate runs on busy machines. What needed a second try is counted in the last line of `npm test`.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["json"]],
  outputDir: ".cache/test-results",
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    // Every test has a fresh profile: a service worker would fetch the whole lab anew for each.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [...CHROMIUM_FLAGS, ...SOFTWARE_WEBGPU_FLAGS],
    },
    // Recording costs a quarter of the time.
    trace: "on-first-retry",
  },
  webServer: {
    command: `node_modules/.bin/vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
