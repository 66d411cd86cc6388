import { expect, test } from "vitest";
import { ready } from "../fixtures/ready-lab.ts";
import type { LabState } from "../lab-state.ts";
import { isBegun } from "./busy.ts";

test("a lab that only has opened what it comes with can be reloaded; whatever the reader began cannot", async () => {
  const { store } = await ready();
  const initial = store.getInitialState();
  const state = { ...store.getState(), tab: initial.tab };
  expect(isBegun(initial, initial)).toBe(false);
  expect(isBegun(state, initial)).toBe(false);
  const loading = { what: "model", name: "mine.onnx", loadedBytes: 0, totalBytes: null } as const;
  const begun: Partial<LabState>[] = [
    { runStatus: "running" },
    { runStatus: "done" },
    { sweepProgress: { done: 0, total: 3, remainingMs: null } },
    { searchProgress: {} as LabState["searchProgress"] },
    { networkErrorsProgress: {} as LabState["networkErrorsProgress"] },
    { isTimingCold: true },
    { tab: "mini" },
    { mini: { ...initial.mini, channels: 4 } },
    { asking: "bits" as LabState["asking"] },
    { isGuideStripOpen: true },
    { picker: "model" },
    { loading },
    { past: [state.recipe as NonNullable<LabState["recipe"]>] },
  ];
  for (const change of begun)
    expect(isBegun({ ...state, ...change }, initial), JSON.stringify(change)).toBe(true);
  if (!state.recipe) throw new Error("The lab has no recipe.");
  const recipe = { ...state.recipe, model: { kind: "bundled", id: "second" } as const };
  expect(isBegun({ ...state, recipe }, initial)).toBe(true);
  // The lab's own first model on its way.
  expect(isBegun({ ...state, loading: { ...loading, name: "first" } }, initial)).toBe(false);
});
