import { describe, expect, it, vi } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import type { Bits } from "#numerics/grid.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { logFile } from "#share/log-file.ts";
import { memoryStore } from "../fixtures/memory-store.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import type { RunRecord } from "../run/run-slice.ts";
import { logEntry } from "./log-slice.ts";

/** A finished run: two pictures lost, one gained. */
function record(bits: Bits): RunRecord {
  const recipe: Recipe = { ...BASE_RECIPE, weights: { ...BASE_RECIPE.weights, bits } };
  const flips = [
    { index: 0, label: 1, fp32: 1, quantized: 2 },
    { index: 1, label: 2, fp32: 2, quantized: 1 },
    { index: 2, label: 3, fp32: 1, quantized: 3 },
  ];
  const noise = {
    ...{ name: "", shape: [], mse: 0, maxAbsError: 0, cosine: 1, klDivergence: null },
    ...{ items: 1, notFinite: ALL_FINITE },
  };
  const outputs = [12, Number.POSITIVE_INFINITY].map((sqnrDb) => ({ ...noise, sqnrDb }));
  return {
    number: 1,
    fromEarlierVisit: false,
    modelName: "First",
    layerKinds: {},
    classes: [],
    task: "classification",
    quantizedAlready: null,
    result: runResult(recipe, { flips, outputs }),
  };
}

describe("the log", () => {
  it("has every run with its discordant pictures, the newest first, and again at the next visit", async () => {
    const { store: keptStore } = memoryStore();
    const { state } = await ready(keptStore);
    await state().logRun(record(8));
    await settle();
    await state().logRun(record(4));
    expect(
      state()
        .log.map(({ recipe }) => recipe.weights.bits)
        .sort(),
    ).toEqual([4, 8]);
    expect(state().log[0]).toMatchObject({ discordant: { lost: 2, gained: 1 }, outputSqnrDb: 12 });
    const [entry] = state().log;
    await state().editRun(entry.id, { name: "mine", pinned: true });

    const next = await ready(keptStore);
    expect(next.state().log).toHaveLength(2);
    expect(next.state().log.find(({ id }) => id === entry.id)).toMatchObject({ name: "mine", pinned: true });
  });

  it("has a run of a page that is not a secure context, which has no random UUID", async () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    const { client, state } = await ready();
    const running = state().run();
    await settle();
    client.last("experiment.run").resolve(onlyA(record(8).result));
    await running;
    await settle();
    expect(state()).toMatchObject({ tasks: { run: { status: "done", failure: null } } });
    await state().logRun(record(4));
    vi.unstubAllGlobals();
    expect(new Set(state().log.map(({ id }) => id)).size).toBe(2);
  });

  it("brings back one deletion after the other", async () => {
    const { store: keptStore } = memoryStore();
    const { state } = await ready(keptStore);
    await state().logRun(record(8));
    const [{ id }] = state().log;
    state().compareRun(id, true);
    await state().deleteRuns([id]);
    expect(state()).toMatchObject({ log: [], comparedRuns: [] });
    expect(await keptStore.log()).toEqual([]);
    await state().undoDeleteRuns();
    expect(state().log.map((each) => each.id)).toEqual([id]);
    expect(await keptStore.log()).toHaveLength(1);

    await state().logRun(record(4));
    for (const run of state().log) await state().deleteRuns([run.id]);
    await state().undoDeleteRuns();
    await state().undoDeleteRuns();
    expect(state()).toMatchObject({ deletedRuns: [], log: { length: 2 } });
    expect(await keptStore.log()).toHaveLength(2);
  });

  it("shows what another tab has run", async () => {
    const { store: keptStore } = memoryStore();
    const [here, there] = [await ready(keptStore), await ready(keptStore)];
    await there.state().logRun(record(4));
    expect(here.state().log).toEqual([]);
    await here.state().loadLog();
    expect(here.state().log).toEqual(there.state().log);
  });

  it("drops the oldest beyond a thousand, and never one that is pinned", async () => {
    const { state } = await ready();
    const runs = Array.from({ length: 1003 }, (_, i) => ({
      ...logEntry(record(8), `run ${i}`, i),
      pinned: i === 0,
    }));
    expect(await state().importLog(new Blob([logFile(runs)]))).toBe(1003);
    const kept = new Set(state().log.map(({ id }) => id));
    expect(kept.size).toBe(1000);
    expect(["run 0", "run 1", "run 3", "run 4"].map((id) => kept.has(id))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it("takes in an exported log once, and nothing of a file that is none", async () => {
    const { state } = await ready();
    await state().logRun(record(8));
    const file = new Blob([logFile([...state().log, logEntry(record(4), "other", 5)])]);
    expect(await state().importLog(file)).toBe(1);
    expect(await state().importLog(file)).toBe(0);
    expect(await state().importLog(new Blob(["<html>"]))).toBeNull();
    expect(state()).toMatchObject({ logFailure: { code: "log.invalid" } });
    expect(state().log).toHaveLength(2);
  });

  it("goes on in the page where the browser keeps nothing", async () => {
    const { store: keptStore, refuse } = memoryStore();
    refuse(new Error("private window"));
    const { state } = await ready(keptStore);
    await state().logRun(record(8));
    expect(state().log).toHaveLength(1);
    expect(state().keptFailure).toMatchObject({ code: "storage.unavailable" });
    await state().loadLog();
    expect(state()).toMatchObject({ isLogKept: false, log: { length: 1 } });
  });
});
