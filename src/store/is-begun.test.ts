import { expect, test } from "vitest";
import { ready } from "./fixtures/ready-lab.ts";
import { isBegun } from "./is-begun.ts";
import type { LabState } from "./lab-state.ts";

test("a lab that only has opened what it comes with can be reloaded; whatever the reader began cannot", async () => {
  const { store } = await ready();
  const initial = store.getInitialState();
  const state = { ...store.getState(), tab: initial.tab };
  expect(isBegun(initial, initial)).toBe(false);
  expect(isBegun(state, initial)).toBe(false);
  const loading = { what: "model", name: "mine.onnx", loadedBytes: 0, totalBytes: null } as const;
  const { tasks } = state;
  const count = { done: 0, total: 3, remainingMs: null };
  const begun: Partial<LabState>[] = [
    { tasks: { ...tasks, run: { status: "running", progress: null, failure: null } } },
    { tasks: { ...tasks, run: { status: "done", progress: null, failure: null } } },
    { tasks: { ...tasks, sweep: { status: "running", progress: count, failure: null } } },
    {
      tasks: {
        ...tasks,
        search: { status: "running", progress: { ...count, phase: "uniform" }, failure: null },
      },
    },
    { tasks: { ...tasks, errors: { status: "running", progress: count, failure: null } } },
    { tasks: { ...tasks, timing: { status: "running", progress: null, failure: null } } },
    { tab: "mini" },
    { mini: { ...initial.mini, channels: 4 } },
    { asking: "bits" as LabState["asking"] },
    { isGuideStripOpen: true },
    { picker: "model" },
    { loading },
    { past: [{ recipe: state.recipe as NonNullable<LabState["recipe"]>, b: null }] },
  ];
  for (const change of begun)
    expect(isBegun({ ...state, ...change }, initial), JSON.stringify(change)).toBe(true);
  if (!state.recipe) throw new Error("The lab has no recipe.");
  const recipe = { ...state.recipe, model: { kind: "bundled", id: "second" } as const };
  expect(isBegun({ ...state, recipe }, initial)).toBe(true);
  // The lab's own first model on its way.
  expect(isBegun({ ...state, loading: { ...loading, name: "first" } }, initial)).toBe(false);
});
