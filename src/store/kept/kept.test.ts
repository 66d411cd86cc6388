import { beforeEach, expect, it, vi } from "vitest";
import { memoryStore } from "../fixtures/memory-store.ts";
import { DIGEST, fetches, visit } from "../fixtures/visit.ts";
import type { RunRecord } from "../run/run-slice.ts";
import type { KeptItem } from "./kept-store.ts";

const file = (name: string) => ({ path: name, file: new File(["content"], name) });
const names = (items: KeptItem[]) => items.map(({ name }) => name);

beforeEach(() => {
  fetches.length = 0;
});

it("keeps what a person opens, and nothing that ships with the page", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openDropped([file("mine.onnx"), file("a.png")]);
  expect(names(state().kept).toSorted()).toEqual(["a.png", "mine.onnx"]);
  const again = await visit(memory);
  expect(names(again().kept).toSorted()).toEqual(["a.png", "mine.onnx"]);
  expect(again().modelName).toBe("First");
  await again().openKept(again().kept.find(({ what }) => what === "model")?.id ?? "");
  expect(again().modelName).toBe("mine.onnx");
  expect(again().recipe?.model).toEqual({ kind: "file", name: "mine.onnx", sha256: "mine.onnx" });
});

it("brings back what was removed last, and forgets it at the next visit otherwise", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openModelFiles([file("one.onnx")]);
  await state().openModelFiles([file("two.onnx")]);
  for (const { id } of state().kept) await state().removeKept(id);
  expect(state().kept).toEqual([]);
  await state().undoRemove();
  expect(state().kept).toHaveLength(1);
  const [{ id, name }] = state().kept;
  const again = await visit(memory);
  expect(names(again().kept)).toEqual([name]);
  await again().removeKept(id);
  await visit(memory);
  expect(await memory.store.items()).toEqual([]);
  expect(await memory.store.content(id)).toBeUndefined();
});

it("says once that nothing can be kept, and goes on", async () => {
  const memory = memoryStore();
  memory.refuse(new Error("private window"));
  const state = await visit(memory);
  expect(state().keptFailure).toMatchObject({ code: "storage.unavailable" });
  expect(state().modelName).toBe("First");
  state().dismissKeptFailure();
  await state().openModelFiles([file("mine.onnx")]);
  expect(state()).toMatchObject({ modelName: "mine.onnx", kept: [], keptFailure: null });
});

it("names what there was no room for, and keeps the rest", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openModelFiles([file("small.onnx")]);
  memory.refuse(new DOMException("full", "QuotaExceededError"));
  await state().openModelFiles([file("large.onnx")]);
  expect(state().keptFailure).toMatchObject({ code: "storage.full", details: { name: "large.onnx" } });
  expect(names(state().kept)).toEqual(["small.onnx"]);
  expect(state()).toMatchObject({ modelName: "large.onnx", workspaceFailure: null });
});

it("goes on where the last visit ended: model, images, recipe and result", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openModelFiles([file("mine.onnx")]);
  state().editRecipe("bits", (recipe) => ({ ...recipe, weights: { ...recipe.weights, bits: 4 } }));
  await state().run();
  const again = await visit(memory);
  expect(again()).toMatchObject({
    modelName: "mine.onnx",
    recipe: { weights: { bits: 4 }, model: { name: "mine.onnx" } },
    latest: { number: 1, fromEarlierVisit: true },
    tasks: { run: { status: "idle" } },
  });
  await again().run();
  expect(again().latest).toMatchObject({ number: 2, fromEarlierVisit: false });
});

it("starts afresh where the model of the last visit is gone", async () => {
  const memory = memoryStore();
  const source = { kind: "file", name: "gone.onnx", sha256: "1" } as const;
  const recipe = { model: source, data: { kind: "bundled", id: "set" } };
  const record = { result: { recipe } } as unknown as RunRecord;
  await memory.store.addRun({ version: 1, finishedAt: 0, record }, 1);
  const state = await visit(memory);
  expect(state()).toMatchObject({ modelName: "First", latest: null, workspaceFailure: null });
});

it("leaves a run alone that another version of the page wrote", async () => {
  const memory = memoryStore();
  const source = { kind: "bundled", id: "first" } as const;
  const recipe = { model: source, data: { kind: "bundled", id: "set" } };
  const record = { result: { recipe } } as unknown as RunRecord;
  await memory.store.addRun({ version: 99, finishedAt: 0, record }, 1);
  const state = await visit(memory);
  expect(state()).toMatchObject({ modelName: "First", latest: null });
});

it("refuses several models at once and leaves what is loaded", async () => {
  const state = await visit(memoryStore());
  await state().openDropped([file("a.onnx"), file("b.onnx")]);
  expect(state().workspaceFailure).toMatchObject({
    code: "model.several",
    details: { files: "a.onnx, b.onnx" },
  });
  expect(state().modelName).toBe("First");
});

it("shows results under the names that classes are given, keeps these, and takes them away again", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  await state().openImages([file("a.png")]);
  await state().run();
  await state().nameClasses(["cat", "dog"]);
  const named = [
    { name: "cat", symbol: "" },
    { name: "dog", symbol: "" },
  ];
  expect(state()).toMatchObject({
    data: { classes: named },
    latest: { classes: named },
    baseline: { classes: named },
  });
  const again = await visit(memory);
  expect(again()).toMatchObject({ data: { classes: named, classesGiven: true }, latest: { classes: named } });
  await again().nameClasses(null);
  expect(again()).toMatchObject({ data: { classes: [] }, latest: { classes: [] } });
  const last = await visit(memory);
  expect(last().data?.classes).toEqual([]);
});

it("keeps the file behind an address, and fetches it no more", async () => {
  const memory = memoryStore();
  const url = "https://hub.example/net.onnx";
  const state = await visit(memory);
  await state().openUrl("model", url);
  await vi.waitFor(() => expect(state().kept).toHaveLength(1));
  expect(state().kept[0]).toMatchObject({ name: "net.onnx", sizeBytes: 7, source: { url, sha256: DIGEST } });
  await state().run();
  const again = await visit(memory);
  expect(again()).toMatchObject({ modelName: "net.onnx", recipe: { model: { url, sha256: DIGEST } } });
  await again().openKept(again().kept[0].id);
  expect(fetches).toEqual([url]);
  // Who pastes the address again wants what is there now.
  await again().openUrl("model", url);
  expect(fetches).toEqual([url, url]);
});

it("fetches an address again where the recipe was made with another file than the one kept", async () => {
  const memory = memoryStore();
  const url = "https://hub.example/net.onnx";
  const state = await visit(memory);
  await state().openUrl("model", url);
  const other = { kind: "url", url, sha256: "e".repeat(64) } as const;
  const recipe = { ...state().recipe, model: other };
  const record = { result: { recipe }, classes: [] } as unknown as RunRecord;
  await memory.store.addRun({ version: 1, finishedAt: 0, record }, 1);
  await visit(memory);
  expect(fetches).toEqual([url, url]);
});
