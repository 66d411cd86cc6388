import { expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { runCampaign } from "./campaign.ts";
import type { FuzzTarget } from "./target.ts";

const target = (run: FuzzTarget["run"]): FuzzTarget => ({
  name: "test",
  seeds: async () => [new Uint8Array(16), new Uint8Array(40).fill(7)],
  run,
  refusals: new Set(["data.invalid"]),
});
const options = { count: 50, seed: 1, limitMs: 2000 };

it("tells refusals from findings", async () => {
  const report = await runCampaign(
    target((bytes) => {
      if (bytes.length < 10) throw new LabError("data.invalid");
      if (bytes.length > 40) throw new LabError("internal");
      if (bytes.length !== 16) throw new TypeError("a bug");
    }),
    options,
  );
  const refused = report.refused["data.invalid"];
  expect(Object.keys(report.refused)).toEqual(["data.invalid"]);
  expect(report.accepted + refused + report.findings.length).toBe(50);
  expect(Math.min(report.accepted, refused, report.findings.length)).toBeGreaterThan(0);
  expect(report.findings.some(({ what }) => what.startsWith("TypeError: a bug"))).toBe(true);
  expect(report.findings.some(({ what }) => what.includes("internal"))).toBe(true);
});

it("finds what takes too long", async () => {
  const slow = target(() => new Promise((resolve) => setTimeout(resolve, 20)));
  const { findings } = await runCampaign(slow, { ...options, count: 1, limitMs: 1 });
  expect(findings).toMatchObject([{ index: 0, what: expect.stringMatching(/^took \d+ ms$/) }]);
});

it("gives the same mutations for the same seed, wherever it begins", async () => {
  const seen = async (first: number, count: number, seed = 1) => {
    const all: string[] = [];
    await runCampaign(
      target((bytes) => all.push(String(bytes))),
      { ...options, first, count, seed },
    );
    return all;
  };
  const whole = await seen(0, 20);
  expect(await seen(12, 8)).toEqual(whole.slice(12));
  expect(await seen(0, 20, 2)).not.toEqual(whole);
});
