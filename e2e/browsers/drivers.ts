import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import puppeteer from "puppeteer-core";
import { Builder, By, Capabilities } from "selenium-webdriver";

/** What the smoke run needs of a browser. */
export interface Driver {
  open: (url: string) => Promise<void>;
  /** Presses the one element that the XPath names, as a person's mouse would. */
  press: (xpath: string) => Promise<void>;
  /** Value of a JavaScript expression in the page. */
  read: (expression: string) => Promise<unknown>;
  close: () => Promise<void>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Tries until it succeeds; the last failure after `seconds`. */
export async function eventually<Result>(attempt: () => Promise<Result>, seconds: number): Promise<Result> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((passed) => setTimeout(passed, 250));
    }
  }
}

/** Debian's Firefox by WebDriver BiDi, with a profile of its own. */
export async function openFirefox(): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: "/usr/bin/firefox-esr",
    headless: true,
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  return {
    open: async (url) => {
      await page.goto(url, { waitUntil: "domcontentloaded" });
    },
    press: (xpath) => page.locator(`::-p-xpath(${xpath})`).click(),
    read: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}

/** MiniBrowser stands in a folder whose name holds the machine's architecture and the library's version. */
function miniBrowser(): string {
  const found = readdirSync("/usr/lib", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes("-linux-"))
    .flatMap(({ name }) =>
      ["4.1", "4.0"].map((version) => `/usr/lib/${name}/webkit2gtk-${version}/MiniBrowser`),
    )
    .find((path) => existsSync(path));
  if (!found) throw new Error("no MiniBrowser under /usr/lib");
  return found;
}

/** WebKitGTK's MiniBrowser by its own WebDriver, on a screen that nobody sees. */
export async function openWebKit(): Promise<Driver> {
  const children: ChildProcess[] = [];
  const start = (command: string, args: string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env }, detached: true });
    children.push(child);
    return child;
  };
  const stop = () => {
    // With the processes that they have started.
    for (const { pid } of children) if (pid !== undefined) process.kill(-pid);
  };
  const display = `:${90 + (process.pid % 900)}`;
  start("Xvfb", [display, "-screen", "0", "1440x900x24", "-nolisten", "tcp"]);
  const port = await freePort();
  start("/usr/bin/WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    DISPLAY: display,
    // Containers have no user namespaces for the sandbox, and no card to draw with.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  });
  try {
    const driver = await eventually(
      () =>
        new Builder()
          .usingServer(`http://127.0.0.1:${port}`)
          .withCapabilities(
            new Capabilities({
              browserName: "MiniBrowser",
              "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
            }),
          )
          .build(),
      60,
    );
    await driver.manage().window().setRect({ width: 1440, height: 900 });
    return {
      open: (url) => driver.get(url),
      press: async (xpath) => {
        await driver.findElement(By.xpath(xpath)).click();
      },
      read: (expression) => driver.executeScript(`return (${expression});`),
      close: async () => {
        await driver.quit().catch(() => undefined);
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
