import { describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { Bits } from "#numerics/grid.ts";
import type { AutopilotProgress, MeasuredRecipe } from "#protocol/autopilot.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { shownSearch } from "./autopilot-slice.ts";

const withBits = (recipe: Recipe, bits: Bits): Recipe => ({
  ...recipe,
  weights: { ...recipe.weights, bits },
});

async function searching() {
  const lab = await ready();
  const { recipe } = lab.state();
  if (!recipe) throw new Error("no recipe");
  void lab.state().search();
  await settle();
  const call = lab.client.last("autopilot.search");
  const point = (bits: Bits, latencyMs: number | null = null): MeasuredRecipe => ({
    ...{ label: `${bits} bits`, uniform: true, recipe: withBits(recipe, bits), sizeBytes: bits * 100 },
    ...{ top1: { correct: 80 + bits, total: 100 }, agreement: { correct: 90, total: 100 } },
    ...{ lost: 9 - bits, gained: 0, outputSqnrDb: 20, onFront: true },
    latencyMs: latencyMs === null ? null : { median: latencyMs, p10: 1, p90: 2, runs: 9, warmup: 2 },
  });
  const report = (...points: MeasuredRecipe[]): AutopilotProgress => ({
    phase: "search",
    done: 1,
    total: 9,
    remainingMs: null,
    points,
  });
  const shown = () => shownSearch(lab.state().searches, lab.state().recipe, lab.state().budget);
  return { ...lab, call, recipe, point, report, shown };
}

describe("autopilot", () => {
  it("replaces a point by its timed self, and keeps all when cancelled or failed", async () => {
    const { client, state, call, point, report, shown } = await searching();
    call.report(report(point(8), point(4)) as never);
    call.report(report(point(8, 1.5)) as never);
    void state().cancelTask("search");
    await settle();
    expect(shown()?.points.map(({ label, latencyMs }) => [label, latencyMs?.median])).toEqual([
      ["8 bits", 1.5],
      ["4 bits", undefined],
    ]);
    expect(state()).toMatchObject({
      tasks: { search: { status: "cancelled", progress: null, failure: null } },
    });

    void state().search();
    await settle();
    client.last("autopilot.search").reject(new LabError("runtime.run-failed"));
    await settle();
    expect(shown()?.points).toHaveLength(2);
    expect(state().tasks.search.failure).toMatchObject({ code: "runtime.run-failed" });
  });

  it("shows the search from which a recipe was loaded, under the budget chosen where there is one", async () => {
    const { client, state, call, recipe, point, shown } = await searching();
    const result = { points: [point(4), point(8)], chosen: 0 };
    call.resolve(result);
    await settle();
    state().setBudget({ kind: "size", maxShare: 0.4 });
    expect(shown()?.budget.kind).toBe("accuracy");
    void state().search();
    await settle();
    expect(client.last("autopilot.search").payload).toEqual({
      recipe,
      budget: { kind: "size", maxShare: 0.4 },
    });
    client.last("autopilot.search").resolve(result);
    await settle();
    expect(shown()?.budget.kind).toBe("size");
    state().setBudget({ kind: "accuracy", maxDropPoints: 0.5 });
    state().editRecipe("autopilot", () => point(4).recipe);
    expect(shown()).toMatchObject({ budget: { kind: "accuracy" }, recipe });
  });
});
