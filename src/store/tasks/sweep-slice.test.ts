import { describe, expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import type { SweepProgress, SweepRow } from "#protocol/sensitivity.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { shownSweep } from "./sweep-slice.ts";

const row = (layer: string, lost: number): SweepRow => ({
  layer,
  top1: { correct: 90 - lost, total: 100 },
  lost,
  gained: 0,
  againstWhole: { lost: 0, gained: 0 },
  agreement: { correct: 100 - lost, total: 100 },
  outputSqnrDb: 20,
});
const { layer: _, againstWhole: __, ...whole } = row("", 9);
const fp32 = { top1: { correct: 90, total: 100 } };
const report = (done: number, rows: SweepRow[]): SweepProgress => ({
  done,
  total: 3,
  remainingMs: 10,
  rows,
  whole,
  fp32,
});
const result = (rows: SweepRow[]) => ({
  ...{ direction: "only", fp32, whole, rows },
  ...{ pictures: 100, elapsedMs: 5, evaluationMs: 1 },
});

async function sweeping() {
  const lab = await ready();
  void lab.state().sweep();
  await settle();
  const call = lab.client.last("sensitivity.sweep");
  const shown = () => {
    const { sweeps, recipe, sweepDirection } = lab.state();
    return shownSweep(sweeps, recipe, sweepDirection);
  };
  const layers = () => shown()?.rows.map(({ layer }) => layer);
  return { ...lab, call, shown, layers };
}

describe("sweep", () => {
  it("keeps what was found when cancelled, and hands it back to go on", async () => {
    const { client, state, call, layers } = await sweeping();
    call.report(report(1, [row("a", 3)]) as never);
    call.report(report(2, [row("b", 1)]) as never);
    void state().cancelTask("sweep");
    await settle();
    expect(state()).toMatchObject({
      tasks: { sweep: { status: "cancelled", progress: null, failure: null } },
    });
    expect(layers()).toEqual(["a", "b"]);

    void state().sweep();
    await settle();
    expect(client.last("sensitivity.sweep").payload).toMatchObject({
      direction: "only",
      known: [{ layer: "a" }, { layer: "b" }],
    });
    expect(state().tasks.sweep.progress).toMatchObject({ done: 2, total: 3 });
    client.last("sensitivity.sweep").resolve(result([row("a", 3), row("c", 0), row("b", 1)]));
    await settle();
    expect(layers()).toEqual(["a", "c", "b"]);
    expect(state().sweeps).toHaveLength(1);
  });

  it("keeps what was found when it fails, and says why", async () => {
    const { state, call, layers } = await sweeping();
    call.report(report(1, [row("a", 3)]) as never);
    call.reject(new LabError("runtime.out-of-memory"));
    await settle();
    expect(layers()).toEqual(["a"]);
    expect(state()).toMatchObject({
      tasks: { sweep: { failure: { code: "runtime.out-of-memory" }, progress: null } },
    });
  });

  it("hands rows over in batches", async () => {
    const { store, call, layers } = await sweeping();
    let updates = 0;
    store.subscribe(() => updates++);
    for (let i = 0; i < 500; i++) call.report(report(i, [row(`layer ${i}`, 0)]) as never);
    expect(updates).toBe(0);
    call.resolve(result([]));
    await settle();
    expect(updates).toBeLessThan(6);
    expect(layers()).toEqual([]);
  });

  it("remembers each direction of each recipe", async () => {
    const { client, state, call, layers, shown } = await sweeping();
    call.resolve(result([row("a", 1)]));
    await settle();
    state().setSweepDirection("all-but");
    expect(shown()).toBeNull();
    void state().sweep();
    await settle();
    client.last("sensitivity.sweep").resolve(result([row("b", 1)]));
    await settle();
    expect(layers()).toEqual(["b"]);
    state().setSweepDirection("only");
    expect(layers()).toEqual(["a"]);

    const { recipe } = state();
    state().editRecipe("x", (before) => ({ ...before, weights: { ...before.weights, bits: 4 } }));
    // An edited recipe has no ranking of its own yet: that of before says something still.
    expect([layers(), shown()?.recipe]).toEqual([["a"], recipe]);
    void state().sweep();
    await settle();
    expect(layers()).toEqual([]);
    client.last("sensitivity.sweep").resolve(result([row("c", 1)]));
    await settle();
    expect(layers()).toEqual(["c"]);
    state().undo();
    expect(layers()).toEqual(["a"]);
  });

  it("waits for a run, and a run waits for it", async () => {
    const { client, state, call } = await sweeping();
    void state().run();
    void state().search();
    await settle();
    expect(client.kinds()).not.toContain("experiment.run");
    expect(client.kinds()).not.toContain("autopilot.search");
    call.resolve(result([]));
    await settle();
    void state().run();
    void state().sweep();
    await settle();
    expect(client.kinds().filter((kind) => kind === "sensitivity.sweep")).toHaveLength(1);
    expect(client.kinds().at(-1)).toBe("experiment.run");
  });

  it("ends when another model takes the place of its own, of which nothing is shown then", async () => {
    const { client, state, call, shown } = await sweeping();
    call.report(report(1, [row("a", 3)]) as never);
    void state().openModel("second");
    await settle();
    expect(call.signal?.aborted).toBe(false);
    client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, layers: [] });
    await settle();
    expect(call.signal?.aborted).toBe(true);
    expect(state()).toMatchObject({
      tasks: { sweep: { status: "cancelled", progress: null, failure: null } },
    });
    expect(shown()).toBeNull();
  });
});
