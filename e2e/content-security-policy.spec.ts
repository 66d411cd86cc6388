import { expect, type Page, test } from "@playwright/test";
import { openLab, runToEnd, smallExperiment } from "./lab.ts";
import { openPicker } from "./own.ts";
import { staticHost } from "./static-host.ts";

/** Reports every violation from the first moment on; workers tell the console. */
async function watchViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content[- ]Security[- ]Policy/i.test(message.text())) violations.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return violations;
}

test("the policy is served and lets the lab do all it does", async ({ page }) => {
  const violations = await watchViolations(page);
  const response = await page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/'unsafe-(inline|eval)'/);
  await openLab(page);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await openPicker(page, "Model");
  await expect(page.getByRole("region", { name: "Loaded model" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Guide" }).click();
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(page.locator(".katex").first()).toBeVisible();
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("button", { name: "Choose layers…" }).click();
  await expect(page.getByRole("dialog", { name: "Exceptions per layer" })).toBeVisible();
  expect(violations).toEqual([]);
});

for (const served of ["header", "meta element"] as const) {
  test(`scripts that are not the page's own are refused by the ${served}`, async ({ page }) => {
    if (served === "meta element") {
      await page.route(/\/$/, async (route) => {
        const response = await route.fetch({ maxRetries: 2 });
        const headers = { ...response.headers() };
        delete headers["content-security-policy"];
        await route.fulfill({ response, headers });
      });
    }
    const violations = await watchViolations(page);
    await openLab(page);
    const refused = await page.evaluate(async () => {
      const data = "data:text/javascript,";
      const script = () => document.body.appendChild(document.createElement("script"));
      const attempts: Record<string, () => unknown> = {
        inline: () => {
          script().textContent = "document.title = 'inline'";
        },
        handler: () =>
          document.body.insertAdjacentHTML(
            "beforeend",
            "<img src='x:' onerror=\"document.title = 'handler'\">",
          ),
        foreign: () => {
          script().src = "https://elsewhere.example/x.js";
        },
        worker: () => new Worker(data),
        imported: () => import(`${data}document.title = "imported"`),
      };
      const failed: string[] = [];
      for (const [name, attempt] of Object.entries(attempts)) {
        try {
          await attempt();
        } catch {
          failed.push(name);
        }
      }
      return { failed, title: document.title };
    });
    expect(refused).toEqual({
      failed: ["inline", "foreign", "worker", "imported"],
      title: "Quantization Lab",
    });
    await expect.poll(() => violations.join("\n")).toMatch(/script-src/);
    expect(violations.join("\n")).toMatch(/require-trusted-types-for/);
    expect(await page.title()).toBe("Quantization Lab");
  });
}

test("in a frame of a host without headers only a link to the lab is drawn, and nothing else is loaded", async ({
  page,
}) => {
  const host = await staticHost();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.setContent(`<iframe src="${host.url}#x" title="framed"></iframe>`);
  const framed = page.frameLocator("iframe");
  const link = framed.getByRole("link", { name: "Open it in a tab of its own" });
  await expect(link).toHaveAttribute("href", `${host.url}#x`);
  await page.waitForLoadState("networkidle");
  await expect(framed.locator("#root")).toHaveText(/^The Quantization Lab does not run inside another page/);
  expect(asked.filter((path) => path.endsWith(".js"))).toHaveLength(1);
  expect(asked.filter((path) => /\.(wasm|onnx|json)$/.test(path))).toEqual([]);

  const opening = page.waitForEvent("popup");
  await link.click();
  await expect((await opening).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await host.stop();
});

test("a host with headers refuses the frame", async ({ page }) => {
  const response = await page.request.get("/");
  expect(response.headers()["x-frame-options"]).toBe("DENY");
  expect(response.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
});
