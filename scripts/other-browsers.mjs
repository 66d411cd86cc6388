import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where Debian puts them, and the packages that bring them. */
const BROWSERS = {
  Firefox: { needs: ["/usr/bin/firefox-esr"], packages: ["firefox-esr"] },
  WebKit: { needs: ["/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"], packages: ["webkit2gtk-driver", "xvfb"] },
};

const isThere = ({ needs }) => needs.every((path) => existsSync(path));

/**
 * Finds Firefox and WebKit, or installs them as Debian packages.
 *
 * @returns the names of those that are there
 */
export function ensureOtherBrowsers() {
  const missing = Object.values(BROWSERS).filter((browser) => !isThere(browser));
  const packages = missing.flatMap((browser) => browser.packages);
  if (packages.length > 0) {
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
      try {
        execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
      } catch (error) {
        console.log(`apt-get ${args[0]} did not succeed: ${error.message}`);
      }
    }
  }
  return Object.keys(BROWSERS).filter((name) => isThere(BROWSERS[name]));
}
