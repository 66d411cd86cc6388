import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** The rules that look at colours: all that another theme of the same page can break. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Until the theme is that of the emulated system, and no colour is on its way to another. */
async function settleColours(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    for (let i = 0; i < 100 && document.documentElement.dataset.mantineColorScheme !== wanted; i++)
      await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** What axe finds on the page as it is, or in a part of it, one line for each rule. */
export async function violations(
  page: Page,
  { rules, within }: { rules?: string[]; within?: string | string[] } = {},
): Promise<string[]> {
  await settleColours(page);
  const axe = new AxeBuilder({ page });
  if (rules) axe.withRules(rules);
  for (const part of [within ?? []].flat()) axe.include(part);
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}
