import { expect, it } from "vitest";
import { runCampaign } from "../campaign.ts";
import { smallOnnxTarget } from "./onnx.ts";

it("takes every sound model", async () => {
  for (const seed of await smallOnnxTarget.seeds()) smallOnnxTarget.run(seed);
});

it("takes or refuses by name what damage makes of them, soon", async () => {
  const report = await runCampaign(smallOnnxTarget, { count: 300, seed: 2026, limitMs: 2000 });
  expect(report.findings).toEqual([]);
  expect(report.accepted).toBeGreaterThan(30);
  expect(Object.keys(report.refused).length).toBeGreaterThan(3);
});
