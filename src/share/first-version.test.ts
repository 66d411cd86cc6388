import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeLink } from "./link.ts";
import { readLogFile } from "./log-file.ts";

/** Files that the first version of the lab wrote. They are never written again. */
const written = (name: string) =>
  readFileSync(new URL(`fixtures/first-version/${name}`, import.meta.url), "utf8");

test("a link of the first version opens the experiment that it was made of", async () => {
  const { link, experiment } = JSON.parse(written("link.json"));
  expect(await decodeLink(link)).toMatchObject(experiment);
});

test("a log file of the first version is read, with the reader's own words", async () => {
  const text = written("log.json");
  const [run, ...others] = await readLogFile(new Blob([text]));
  expect(others).toEqual([]);
  expect(run).toMatchObject(JSON.parse(text).runs[0]);
  expect(run).toMatchObject({
    name: "first of all",
    note: "4 bits lose cats",
    pinned: true,
    recipe: { weights: { bits: 4 }, calibration: { method: "percentile", percentile: 99.9, count: 64 } },
  });
});
