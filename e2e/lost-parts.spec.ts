import { expect, test } from "@playwright/test";
import { openLab, runToEnd, smallExperiment } from "./lab.ts";

const SENTENCE =
  "The network is lost or a newer version of the lab is there. What to do: Nothing is lost: try again, or reload when you like.";

test("a tab that cannot be fetched says so; the rest works, and trying again brings it", async ({ page }) => {
  const lost = /\/assets\/(LayersPage|MiniTab)-[^/]*\.(js|css)/;
  await page.route(lost, (route) => route.abort());
  await openLab(page);
  await page.getByRole("tab", { name: "Layers" }).click();
  const alert = page.getByRole("tabpanel").getByRole("alert");
  await expect(alert).toContainText("Part of the page could not be fetched");
  expect((await alert.innerText()).replace(/\s+/g, " ")).toContain(SENTENCE);
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(alert).toContainText("Part of the page could not be fetched");

  await page.getByRole("tab", { name: "Compare" }).click();
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);

  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(alert).toBeVisible();
  await page.unroute(lost);
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("stem.conv").first()).toBeVisible();
  await expect(alert).toHaveCount(0);
  // With its style, too.
  expect(await page.locator('link[rel="stylesheet"][href*="LayersPage"]').count()).toBe(1);
  await page.getByRole("tab", { name: "Mini experiment" }).click();
  await expect(page.getByRole("tabpanel").getByText("Scheme").first()).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test("a worker that is not there after a cancel is no lack of memory, and the next run fetches it", async ({
  page,
}) => {
  // One that hears no cancel is ended.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, message, options) {
      if (message.type !== "cancel") postMessage.call(this, message, options as StructuredSerializeOptions);
    } as Worker["postMessage"];
  });
  await openLab(page);
  const script = /\/assets\/main-[^/]*\.js/;
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.route(script, (route) => route.abort());
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("status").first()).toContainText("Cancelled");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The worker could not be fetched");
  await page.unroute(script);
  await smallExperiment(page, { calibration: 16, evaluation: 64 });
  await runToEnd(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
