import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { COLOUR_RULES, violations } from "./axe.ts";
import { chooseOption } from "./lab.ts";

async function openMini(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(page.getByRole("region", { name: "What the round trip costs" })).toBeVisible();
}

/** One of the numbers under the answer. */
async function figure(page: Page, name: string, side = ""): Promise<string> {
  const list = page.getByLabel(`Numbers of the round trip${side}`, { exact: true });
  const item = list.locator("div", { has: page.locator("dt", { hasText: name }) });
  return ((await item.locator("dd").textContent()) ?? "").replace(/\s/g, " ");
}

const showView = (page: Page, name: string) => page.getByRole("tab", { name, exact: true }).click();

async function paste(page: Page, text: string): Promise<void> {
  await chooseOption(page, "Source of the values", "Pasted");
  await page.getByLabel("Numbers", { exact: true }).fill(text);
}

test("numbers by hand: bits, steps by keyboard, formulas and code", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openMini(page);
  expect(await figure(page, "SQNR")).toBe("41.9 dB");
  expect(await figure(page, "Codes in use")).toBe("210 of 255");

  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as SVG: FP32 → integer → FP32" }).click();
  const drawing = readFileSync(await (await file).path(), "utf8");
  expect(drawing).toContain("FP32 again");
  expect(drawing).not.toMatch(/var\(|class=|style=/);

  await paste(page, "-1, -0.5 0.3\n0.25 1");
  await chooseOption(page, "Bits", "3");
  // Step 1/3: the errors are 0, 1/6, 1/30, 1/12 and 0.
  await expect.poll(() => figure(page, "MSE")).toBe("0.007167");
  expect(await figure(page, "Largest error")).toBe("0.1667");
  expect(await figure(page, "Step s")).toBe("0.3333");

  const slider = page.getByRole("slider", { name: "Value looked at" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(slider).toHaveAttribute("aria-valuetext", "−1 → −3 → −1");
  await page.keyboard.press("ArrowRight");
  // −0.5 divided by the float32 step is just between two codes: −1.5 goes to the even −2.
  await expect(slider).toHaveAttribute("aria-valuetext", "−0.5 → −2 → −0.667");
  const steps = page.getByRole("list", { name: "Step by step" });
  await expect(steps).toContainText("\\operatorname{clamp}(-2,\\, -3,\\, 3) = -2");
  await expect(steps).toContainText("Just between two codes");

  await showView(page, "Formulas");
  await expect(page.getByRole("region", { name: "The grid" })).toContainText("\\frac{1}{3} = 0.33333");
  await expect(page.getByRole("region", { name: "How good is this?" })).toContainText("Against the signal");

  await showView(page, "Code");
  await page.getByText("PyTorch", { exact: true }).click();
  await page.getByRole("button", { name: "Copy code" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const script = await page.evaluate(() => navigator.clipboard.readText());
  expect(script).toContain("x = torch.tensor([-1.0, -0.5, 0.3, 0.25, 1.0]");

  await page.getByRole("tab", { name: "Compare", exact: true }).click();
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(page.getByRole("tab", { name: "Code" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByLabel("Numbers", { exact: true })).toHaveValue("-1, -0.5 0.3\n0.25 1");
});

test("what cannot be read is named, and nothing is computed from nothing", async ({ page }) => {
  await openMini(page);
  await paste(page, "0.5 abc\n1,5 NaN 1e99");
  await expect(page.getByText(/Left out/)).toHaveText(
    "Left out, since they are no numbers: “abc” in line 1, “NaN” in line 2, “1e99” in line 2.",
  );
  await expect.poll(() => figure(page, "Clipped")).toBe("0 of 3");
  await paste(page, "none at all");
  await expect(page.getByRole("region", { name: "No values yet" })).toBeVisible();
  await paste(page, "1 ".repeat(40_000));
  await expect(page.getByText(/Only the first [\d,]+ are taken/)).toBeVisible();
  await paste(page, "0");
  await expect(page.getByText("Nothing is lost: every value lies on the grid.")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`two settings, three zeros, eight formats; axe finds nothing, ${colorScheme}`, async ({ page }) => {
    // In the dark theme only what depends on it.
    const part = { within: "main", rules: colorScheme === "dark" ? COLOUR_RULES : undefined };
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openMini(page);
    await page.getByRole("switch", { name: "Compare two settings" }).click();
    await chooseOption(page, "Scheme, B", "Asymmetric");
    await chooseOption(page, "One scale per, B", "Group");
    await expect.poll(() => figure(page, "Scales", ", B")).toBe("64");
    expect(await figure(page, "SQNR", ", A")).toBe("41.9 dB");
    expect(await violations(page, part)).toEqual([]);

    await showView(page, "Formulas");
    await expect(page.getByText("mean of 64 scales").first()).toBeAttached();
    expect(await violations(page, part)).toEqual([]);

    await showView(page, "Zero point");
    await page.getByRole("button", { name: "Try shifted values" }).click();
    await expect(page.getByText(/The values do not cross zero/)).toBeVisible();
    const forms = page.getByRole("table", { name: "Forms of the offset" });
    const zeroOf = (form: string) => forms.getByRole("row", { name: form }).getByRole("cell").nth(3);
    expect(Number(await zeroOf("Real offset").textContent())).toBeGreaterThan(1);
    await expect(zeroOf("Deployable")).toHaveText("0");
    expect(await violations(page, part)).toEqual([]);

    await showView(page, "Number formats");
    const formats = page.getByRole("table", { name: "Number formats" });
    await expect(formats.getByRole("row")).toHaveCount(9);
    await page.getByRole("combobox", { name: "Distribution" }).click();
    await page.getByRole("option", { name: "Normal with outliers" }).click();
    await expect(page.getByText(/At 4 bits/)).toBeVisible();
    expect(await violations(page, part)).toEqual([]);

    await showView(page, "Code");
    await expect(page.getByRole("button", { name: "Download mini-values.f32" })).toBeVisible();
    expect(await violations(page, part)).toEqual([]);
  });
}

test("works without any model, and on a phone", async ({ page }) => {
  await page.route(/catalog|\.onnx/, (route) => route.abort());
  await page.setViewportSize({ width: 390, height: 844 });
  await openMini(page);
  await chooseOption(page, "Bits", "2");
  await expect.poll(() => figure(page, "Codes in use")).toBe("3 of 3");
  await chooseOption(page, "Source of the values", "A layer");
  await expect(page.getByText("No model is loaded. Drawn and pasted values need none.")).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("the weights of a layer of the loaded model", async ({ page }) => {
  await openMini(page);
  await chooseOption(page, "Source of the values", "A layer");
  await page.getByRole("combobox", { name: "Layer" }).click();
  await page.getByRole("option").first().click();
  await expect(page.getByText(/weights, [\d,]+ output channels\./)).toBeVisible();
  await chooseOption(page, "One scale per", "Channel");
  await expect.poll(async () => Number(await figure(page, "Scales"))).toBeGreaterThan(1);
});

test("while new numbers are computed the page answers and shows those before; the newest wins", async ({
  page,
}) => {
  // Requests wait at the page's edge until they are let go: a computation of any length.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    const held: (() => void)[] = [];
    let holds = false;
    Worker.prototype.postMessage = function (
      this: Worker,
      message: unknown,
      options?: StructuredSerializeOptions | Transferable[],
    ) {
      const send = () => postMessage.call(this, message, options as StructuredSerializeOptions);
      if (holds) held.push(send);
      else send();
    };
    addEventListener("hold", () => {
      holds = true;
    });
    addEventListener("let-go", () => {
      holds = false;
      for (const send of held.splice(0)) send();
    });
  });
  await openMini(page);
  const view = page.getByRole("tabpanel", { name: "Round trip" }).locator("[aria-busy]");
  await expect(view).toHaveAttribute("aria-busy", "false");
  await page.evaluate(() => dispatchEvent(new Event("hold")));
  await chooseOption(page, "Bits", "4");
  await expect(view).toHaveAttribute("aria-busy", "true");
  await chooseOption(page, "Bits", "3");
  const slider = page.getByRole("slider", { name: "Value looked at" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", /→ −1\d\d →/);
  expect(await figure(page, "SQNR")).toBe("41.9 dB");
  await page.evaluate(() => dispatchEvent(new Event("let-go")));
  await expect.poll(() => figure(page, "Codes in use")).toBe("7 of 7");
  await expect(view).toHaveAttribute("aria-busy", "false");
});

test("a worker that cannot start is told, and started again", async ({ page }) => {
  await page.route(/mini-worker/, (route) => route.abort());
  await page.goto("/");
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(page.getByText("The worker could not be fetched")).toBeVisible();
  await page.unroute(/mini-worker/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => figure(page, "SQNR")).toBe("41.9 dB");
  await expect(page.getByText("The worker could not be fetched")).toBeHidden();
});
