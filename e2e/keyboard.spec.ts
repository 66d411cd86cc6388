import { expect, type Locator, type Page, test } from "@playwright/test";
import { COMPUTED, openLab } from "./lab.ts";

/** What has the focus, and why a person could not see that it does; null where they can. */
const focusFault = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) return null;
    const name = `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent?.slice(0, 40)}`;
    // A radio or checkbox that is drawn by its label has the ring there.
    const drawn = focused.matches("input[type=radio], input[type=checkbox]")
      ? [focused, focused.nextElementSibling, focused.parentElement]
      : [focused];
    const isRinged = drawn.some((element) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    });
    if (!isRinged) return `${name}: no ring`;
    const isOnScreen = drawn.some((element) => {
      if (!element) return false;
      const { top, bottom, left, right } = element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    });
    return isOnScreen ? null : `${name}: off the screen`;
  });

/** Goes to a control as the keyboard does, with the focus in sight at every stop. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let stop = 0; stop < 90; stop++) {
    await page.keyboard.press(key);
    expect(await focusFault(page)).toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target).toBeFocused({ timeout: 1 });
}

test("load, change, run, read a layer and copy the link by keyboard alone, with the focus in sight at every stop", async ({
  page,
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLab(page);
  const header = page.getByRole("banner");
  const skip = page.getByRole("link", { name: "Skip to the results" });
  const run = header.getByRole("button", { name: "Run", exact: true });
  const model = header.getByRole("button", { name: /^Model: / });

  await tabTo(page, skip);
  await expect(skip).toBeInViewport();
  await tabTo(page, model);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: /^ResNet/ }).first());
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(model).toHaveAccessibleName(/ResNet/);
  await expect(run).toBeEnabled();
  await expect(model).toBeFocused();

  const help = header.getByRole("button", { name: "About Backend" });
  await tabTo(page, help);
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("FP32 passes run here");
  await expect(dialog).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(help).toBeFocused();

  await tabTo(page, page.getByLabel("Calibration pictures", { exact: true }));
  await page.keyboard.type("16");
  const bits = page.getByRole("radiogroup", { name: "Weight bits" });
  await tabTo(page, bits.getByRole("radio", { name: "8", exact: true }));
  await page.keyboard.press("ArrowLeft");
  await expect(bits.getByRole("radio", { checked: true })).toHaveValue("7");
  await tabTo(page, page.getByLabel("Evaluation pictures", { exact: true }));
  await page.keyboard.type("64");

  await tabTo(page, run, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(header.getByRole("button", { name: "Cancel", exact: true })).toBeEnabled();
  await expect(page.getByRole("status").first()).toContainText("Done", COMPUTED);

  await tabTo(page, skip, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  expect(await focusFault(page)).toBeNull();
  await tabTo(page, page.getByRole("tab", { name: "Compare" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Layers" })).toHaveAttribute("aria-selected", "true");
  const list = page.getByRole("listbox", { name: "Layers of the network" });
  await expect(list).toBeVisible();
  await tabTo(page, list);
  const region = page.getByRole("region", { name: /^Layer (?!explorer)/ });
  const before = await region.getAttribute("aria-label");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => region.getAttribute("aria-label")).not.toBe(before);
  // The rest of the view, with its charts and tables, lets the keyboard through.
  for (let stop = 0; stop < 25; stop++) {
    await page.keyboard.press("Tab");
    expect(await focusFault(page)).toBeNull();
  }

  const copy = header.getByRole("button", { name: "Copy link" });
  await tabTo(page, copy, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The link is on the clipboard.")).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#2\./);
});
