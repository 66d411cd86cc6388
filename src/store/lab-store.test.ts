import { describe, expect, it } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { RunProgress } from "#protocol/messages.ts";
import type { MiniMessages } from "#protocol/mini.ts";
import { memoryStore } from "./fixtures/memory-store.ts";
import { HandClient, ready, settle } from "./fixtures/ready-lab.ts";
import { createLabStore } from "./lab-store.ts";
import { catalogueEntryOf } from "./run/run-slice.ts";

async function readyWithResult() {
  const lab = await ready();
  void lab.state().run();
  await settle();
  const result = runResult(lab.state().recipe);
  lab.client.last("experiment.run").resolve(onlyA(result));
  await settle();
  return { ...lab, result };
}

describe("start", () => {
  it("cancels the run whose model another takes the place of", async () => {
    const { state, client } = await ready();
    void state().run();
    await settle();
    void state().openModel("second");
    await settle();
    expect(client.last("experiment.run").signal?.aborted).toBe(true);
    expect(state()).toMatchObject({ tasks: { run: { status: "cancelled", failure: null } } });
  });

  it("loads the first model and its images and has a recipe ready, by itself", async () => {
    const { client, state } = await ready();
    expect(client.kinds()).toEqual(["model.load", "data.load"]);
    expect(client.last("data.load").payload).toMatchObject({
      location: { url: "http://lab/datasets/set/dataset.json" },
    });
    expect(state().recipe?.model).toEqual({ kind: "bundled", id: "first" });
    expect(state().loading).toBeNull();
  });

  it("says so when the catalogue cannot be read", async () => {
    const fetch = async () => new Response("", { status: 404 });
    const store = createLabStore({
      client: new HandClient(),
      openMini: () => new HandClient<MiniMessages>(),
      baseUrl: "http://lab/",
      fetch,
      keptStore: memoryStore().store,
    });
    await store.getState().start();
    expect(store.getState().catalogFailure).toMatchObject({
      code: "network.failed",
      details: { status: 404 },
    });
  });
});

describe("what a run says of FP32", () => {
  it("is held against what the catalogue knows of the model, also of a copy of its file", async () => {
    const { state, client, store } = await ready();
    void state().run();
    await settle();
    expect(client.last("experiment.run").payload).toMatchObject({
      known: { top1: { correct: 9, total: 10 }, dataset: "set" },
    });
    const [first, ...others] = state().models;
    const file = { kind: "file", name: "copy.onnx", sha256: "1f" } as const;
    const { model } = state();
    if (!model) throw new Error("no model");
    store.setState({ models: [{ ...first, sha256: "1f" }, ...others] });
    expect(catalogueEntryOf({ ...state(), model: { ...model, source: file, sha256: "1f" } })?.id).toBe(
      "first",
    );
    expect(catalogueEntryOf({ ...state(), model: { ...model, source: file, sha256: "2" } })).toBeUndefined();
    expect(catalogueEntryOf({ ...state(), model: { ...model, source: file, sha256: "" } })).toBeUndefined();
  });

  it("is gone once another model or other images are open", async () => {
    const { state, client } = await ready();
    void state().run();
    await settle();
    const notice = {
      kind: "notice",
      setting: "a",
      code: "fp32.near-chance",
      details: {},
    } satisfies RunProgress;
    client.last("experiment.run").report(notice as never);
    client.last("experiment.run").reject(new LabError("internal"));
    await settle();
    expect(state().live.notices).toHaveLength(1);
    void state().openModel("second");
    await settle();
    client
      .last("model.load")
      .resolve({ source: { kind: "bundled", id: "second" }, layers: [], otherInputs: [] });
    await settle();
    expect(state().live.notices).toEqual([]);
  });
});

describe("opening a model", () => {
  it("keeps model and recipe in place when the file turns out bad", async () => {
    const { client, state } = await ready();
    const before = state().recipe;
    void state().openModelFiles([{ path: "bad.onnx", file: new File(["x"], "bad.onnx") }]);
    await settle();
    client.last("model.load").reject(new LabError("model.not-onnx", { name: "bad.onnx" }));
    await settle();
    expect(state()).toMatchObject({ modelName: "first", recipe: before, loading: null });
    expect(state().workspaceFailure).toMatchObject({
      code: "model.not-onnx",
      what: "model",
      name: "bad.onnx",
    });
  });

  it("takes the newest of two choices and cancels the older", async () => {
    const { client, state } = await ready();
    void state().openModel("second");
    await settle();
    const older = client.last("model.load");
    void state().openModel("first");
    await settle();
    expect(older.signal?.aborted).toBe(true);
    client.last("model.load").resolve({ source: { kind: "bundled", id: "first" }, layers: [] });
    await settle();
    expect(state()).toMatchObject({ modelName: "first", workspaceFailure: null, loading: null });
  });

  it("keeps the settings and drops the exceptions, which name nodes of the other model", async () => {
    const { client, state } = await ready();
    state().editRecipe("x", (recipe) => ({
      ...recipe,
      weights: { ...recipe.weights, bits: 4 },
      layers: { conv: { precision: "fp32" } },
    }));
    void state().openModel("second");
    await settle();
    client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, layers: [] });
    await settle();
    expect(state().recipe).toMatchObject({ model: { id: "second" }, weights: { bits: 4 }, layers: {} });
  });
});

describe("run", () => {
  it("leaves the last results in place when cancelled", async () => {
    const { state } = await readyWithResult();
    const { latest } = state();
    void state().run();
    await settle();
    void state().cancelTask("run");
    await settle();
    expect(state()).toMatchObject({ tasks: { run: { status: "cancelled", failure: null } }, latest });
  });

  it("leaves the last results in place when it fails, and says why", async () => {
    const { client, state } = await readyWithResult();
    const { latest } = state();
    void state().run();
    await settle();
    client.last("experiment.run").reject(new LabError("runtime.out-of-memory"));
    await settle();
    expect(state()).toMatchObject({
      tasks: { run: { status: "failed", failure: { code: "runtime.out-of-memory" } } },
      latest,
    });
  });

  it("keeps the run before and the baseline to compare with", async () => {
    const { client, state, result } = await readyWithResult();
    for (const _ of [2, 3]) {
      void state().run();
      await settle();
      client.last("experiment.run").resolve(onlyA(result));
      await settle();
    }
    expect([state().latest?.number, state().previous?.number, state().baseline?.number]).toEqual([3, 2, 1]);
  });

  it("hands over progress in batches and is complete at the end", async () => {
    const { client, store, state } = await ready();
    void state().run();
    await settle();
    let updates = 0;
    store.subscribe(() => updates++);
    const call = client.last("experiment.run");
    for (let done = 1; done <= 500; done++)
      call.report({
        kind: "phase",
        phase: "baseline",
        done,
        total: 500,
        remainingMs: 0,
      } satisfies RunProgress as never);
    expect(updates).toBe(0);
    call.resolve(onlyA(runResult(state().recipe)));
    await settle();
    expect(updates).toBeLessThan(10);
    expect(state().live.phases).toMatchObject([{ phase: "baseline", done: 500 }]);
  });

  it("loads model and images again before the next run when the worker was started afresh", async () => {
    const { client, state } = await ready();
    client.onRestart?.("crashed");
    client.calls.length = 0;
    void state().run();
    await settle();
    client.last("model.load").resolve({});
    await settle();
    client.last("data.load").resolve({});
    await settle();
    expect(client.kinds()).toEqual(["model.load", "data.load", "experiment.run"]);
  });
});

describe("activation ranges", () => {
  it("keeps the older answer until that of the newest recipe is there, and drops what was overtaken", async () => {
    const { client, state } = await ready();
    const edit = (count: number) =>
      state().editRecipe("count", (recipe) => ({
        ...recipe,
        calibration: { ...recipe.calibration, count },
      }));
    state().refreshRanges();
    await settle();
    client.last("activation.ranges").resolve([{ tensor: "first" }]);
    await settle();
    for (const count of [2, 3, 4]) {
      edit(count);
      state().refreshRanges();
    }
    await settle();
    client.last("activation.ranges").resolve([{ tensor: "overtaken" }]);
    await settle();
    expect(state().activationRanges).toEqual([{ tensor: "first" }]);
    expect(client.last("activation.ranges").payload).toEqual({ recipe: state().recipe });
    client.last("activation.ranges").resolve([{ tensor: "newest" }]);
    await settle();
    expect(state().activationRanges).toEqual([{ tensor: "newest" }]);
    expect(client.kinds().filter((kind) => kind === "activation.ranges")).toHaveLength(3);
  });
});
