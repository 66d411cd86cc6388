import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryStore } from "../fixtures/memory-store.ts";
import { visit } from "../fixtures/visit.ts";
import type { KeptItem, KeptRun } from "./kept-store.ts";

/** What the first version of the lab kept in IndexedDB: a model, images, a run and the log. It is never written again. */
const written = readFileSync(new URL("../fixtures/first-version/kept.json", import.meta.url), "utf8");

/** A device on which the first version was used last. */
async function firstVersion() {
  const memory = memoryStore();
  const { items, runs, log } = JSON.parse(written);
  for (const item of items as KeptItem[]) {
    const file = new File(["content"], item.name);
    await memory.store.put(item, { id: item.id, location: { files: [{ path: item.name, file }] } });
  }
  for (const run of (runs as KeptRun[]).toReversed()) await memory.store.addRun(run, 20);
  await memory.store.putLog(log);
  return { memory, record: runs[0].record };
}

test("a session that the first version kept goes on: model, images, classes, recipe and result", async () => {
  const { memory, record } = await firstVersion();
  const state = await visit(memory);
  const { fp32, quantized, agreement, layers } = record.result;
  expect(state()).toMatchObject({
    modelName: "mine.onnx",
    data: { classes: [{ name: "cat" }, { name: "dog" }] },
    recipe: record.result.recipe,
    latest: { number: 1, fromEarlierVisit: true, result: { fp32, quantized, agreement, layers } },
    tasks: { run: { status: "idle" } },
    workspaceFailure: null,
    keptFailure: null,
  });
  expect(state().latest?.result.layers).toHaveLength(3);
  expect(
    state()
      .kept.map(({ name }) => name)
      .toSorted(),
  ).toEqual(["a.png", "mine.onnx"]);
});

test("the log that the first version kept is there, with the reader's own words", async () => {
  const { memory } = await firstVersion();
  const state = await visit(memory);
  await state().loadLog();
  expect(state().log).toMatchObject([
    {
      name: "first of all",
      note: "4 bits lose cats",
      pinned: true,
      recipe: { weights: { bits: 4 }, calibration: { method: "percentile", percentile: 99.9 } },
    },
  ]);
});
