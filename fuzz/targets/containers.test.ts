import { expect, test } from "vitest";
import { runCampaign } from "../campaign.ts";
import { CONTAINER_TARGETS } from "./containers.ts";

// Among the seeds of these are files of labels, which are refused where no images go with them.
const SOUND = CONTAINER_TARGETS.filter(({ name }) => name !== "idx" && name !== "npy" && name !== "npz");

test.each(SOUND)("$name: sound files are read", async ({ seeds, run }) => {
  for (const seed of await seeds()) await run(seed);
});

test.each(CONTAINER_TARGETS)("$name: mutated files are read or refused, in time", async (target) => {
  const report = await runCampaign(target, { count: 150, seed: 4, limitMs: 2000 });
  expect(report.findings).toEqual([]);
  // Both happen, so that neither a reader that takes everything nor one that takes nothing passes.
  expect(report.accepted).toBeGreaterThan(0);
  if (!["csv", "text", "json"].includes(target.name)) expect(report.accepted).toBeLessThan(150);
});
