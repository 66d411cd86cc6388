import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** The rules that look at colours: all that another theme of the same page can break. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Until the theme is that of the emulated system, and no colour is on its way to another. */
async function settleColours(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    for (let i = 0; i < 100 && document.documentElement.dataset.mantineColorScheme !== wanted; i++)
      await pause(20);
    await pause(50);
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.race([Promise.allSettled(ending.map(({ finished }) => finished)), pause(2000)]);
  });
}

/** What axe finds on the page as it is, or in a part of it, one line for each rule. */
export async function violations(
  page: Page,
  { rules, within }: { rules?: string[]; within?: string | string[] } = {},
): Promise<string[]> {
  await settleColours(page);
  // The lab has no frames, for which axe would open a second page, and only what is wrong needs to be written out: either takes
  // longer than the rules themselves.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  if (rules) axe.withRules(rules);
  for (const part of [within ?? []].flat()) axe.include(part);
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}
