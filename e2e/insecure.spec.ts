import { chromium, expect, test } from "@playwright/test";
import { resultCell, runToEnd, smallExperiment } from "./lab.ts";
import { staticHost } from "./static-host.ts";

test("over plain HTTP from another machine a run ends, is logged, and its link is given by hand", async ({
  launchOptions,
}) => {
  const host = await staticHost();
  // A name that is not this machine's own makes the page an insecure context: no digests, no UUIDs, no clipboard.
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), "--host-resolver-rules=MAP lab.test 127.0.0.1"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url.replace("127.0.0.1", "lab.test"));
    await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await smallExperiment(page, { calibration: 16, evaluation: 64 });
    await runToEnd(page);
    expect(await resultCell(page, /^Top-1/, /FP32/)).toMatch(/%/);
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue(
      /^http:\/\/lab\.test:\d+\/.*#2\./,
    );
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Experiments" }).click();
    await expect(page.getByRole("table", { name: "Runs", exact: true }).locator("tbody th")).toHaveCount(1);
  } finally {
    await browser.close();
    await host.stop();
  }
});
