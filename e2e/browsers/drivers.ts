import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import puppeteer, { type LaunchOptions } from "puppeteer-core";
import { Builder, By, Capabilities } from "selenium-webdriver";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.mjs";
import { freePort } from "../../scripts/free-port.mjs";

/** What the smoke run needs of a browser. */
export interface Driver {
  open: (url: string) => Promise<void>;
  /** Presses the one element that the XPath names, as a person's mouse would. */
  press: (xpath: string) => Promise<void>;
  /** Value of a JavaScript expression in the page. */
  read: (expression: string) => Promise<unknown>;
  close: () => Promise<void>;
}

/** Far more than a busy machine needs for one answer. */
const ANSWER_SECONDS = 90;
/** The file descriptor on which Xvfb says its number. */
const DISPLAY_FD = 3;

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

/** The Chromium that the other end-to-end tests use. */
export const openChromium = (): Promise<Driver> =>
  openByPuppeteer({
    browser: "chrome",
    executablePath: findChromium() ?? undefined,
    args: [...CHROMIUM_FLAGS],
  });

/** Debian's Firefox by WebDriver BiDi. */
export const openFirefox = (): Promise<Driver> =>
  openByPuppeteer({ browser: "firefox", executablePath: "/usr/bin/firefox-esr" });

/** A browser with a profile of its own. */
async function openByPuppeteer(options: LaunchOptions): Promise<Driver> {
  const browser = await puppeteer.launch({ ...options, headless: true, timeout: ANSWER_SECONDS * 1000 });
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  return {
    open: async (url) => {
      await page.goto(url, { waitUntil: "domcontentloaded", timeout: ANSWER_SECONDS * 1000 });
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

/** Fails after so many seconds: a driver whose browser has gone never answers. */
async function inTime<Result>(work: Promise<Result>, seconds: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} gave no answer in ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A screen that nobody sees. Xvfb takes a free number, and says it once it can be connected to. */
async function displayOf(screen: ChildProcess): Promise<string> {
  const numbers = screen.stdio[DISPLAY_FD];
  if (!numbers || !("on" in numbers)) throw new Error("Xvfb has no way to say its number");
  const said = new Promise<string>((resolve, reject) => {
    numbers.on("data", (data: Buffer) => resolve(`:${data.toString().trim()}`));
    screen.on("exit", () => reject(new Error("Xvfb ended as it started")));
    screen.on("error", reject);
  });
  return inTime(said, ANSWER_SECONDS, "Xvfb");
}

/** WebKitGTK's MiniBrowser by its own WebDriver. */
export async function openWebKit(): Promise<Driver> {
  const children: ChildProcess[] = [];
  const start = (command: string, args: string[], env: NodeJS.ProcessEnv = {}) => {
    const stdio = ["ignore", "ignore", "ignore", "pipe"] as const;
    const child = spawn(command, args, {
      stdio: [...stdio],
      env: { ...process.env, ...env },
      detached: true,
    });
    children.push(child);
    return child;
  };
  const stop = () => {
    // With the processes that they have started.
    for (const { pid, exitCode } of children.splice(0))
      if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGKILL");
  };
  process.on("exit", stop);
  try {
    const display = await displayOf(
      start("Xvfb", ["-displayfd", String(DISPLAY_FD), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]),
    );
    const port = await freePort("127.0.0.1");
    start("/usr/bin/WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      DISPLAY: display,
      // Containers have no user namespaces for the sandbox, and no card to draw with.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    });
    const session = () =>
      new Builder()
        .usingServer(`http://127.0.0.1:${port}`)
        .withCapabilities(
          new Capabilities({
            browserName: "MiniBrowser",
            "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
          }),
        )
        .build();
    const driver = await eventually(
      () => inTime(Promise.resolve(session()), ANSWER_SECONDS, "WebKitWebDriver"),
      60,
    );
    const answer = <Result>(work: Promise<Result>) => inTime(work, ANSWER_SECONDS, "WebKit");
    await answer(driver.manage().window().setRect({ width: 1440, height: 900 }));
    return {
      open: (url) => answer(driver.get(url)),
      press: (xpath) => answer(driver.findElement(By.xpath(xpath)).click()),
      read: (expression) => answer(driver.executeScript(`return (${expression});`)),
      close: async () => {
        await answer(driver.quit()).catch(() => undefined);
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
