import { describe, expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { NetworkErrors } from "#protocol/network-errors.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { shownNetworkErrors } from "./network-errors-slice.ts";

const error: TensorError = { mse: 1, sqnrDb: 20, maxAbsError: 2 };
const nothing = { weights: null, activations: null, both: null };
const some = (isolated: TensorError | null): NetworkErrors => ({
  pictures: 16,
  layers: [
    {
      name: "a",
      op: "Conv",
      from: [],
      isolated: { ...nothing, both: isolated },
      accumulated: { ...nothing, both: error },
    },
  ],
});
const report = (done: number, found: NetworkErrors | null) =>
  ({ done, total: 96, remainingMs: 10, found }) as never;

async function measuring() {
  const lab = await ready();
  void lab.state().measureNetworkErrors();
  await settle();
  const call = lab.client.last("network.errors");
  const shown = () => shownNetworkErrors(lab.state().networkErrors, lab.state().recipe);
  return { ...lab, call, shown };
}

describe("measureNetworkErrors", () => {
  it("asks for the recipe, shows what comes and ends with all of it", async () => {
    const { state, call, shown } = await measuring();
    expect(call.payload).toEqual({ recipe: state().recipe });
    expect(state().tasks.errors.progress).toMatchObject({ total: 0 });
    call.report(report(16, some(null)));
    call.report(report(20, null));
    call.resolve(some(error));
    await settle();
    expect(shown()).toMatchObject({ errors: some(error) });
    expect(shown()?.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(state().tasks.errors.progress).toBeNull();
  });

  it("keeps what was found when cancelled, and can be gone on with", async () => {
    const { client, state, call, shown } = await measuring();
    call.report(report(16, some(null)));
    call.report(report(20, null));
    void state().cancelTask("errors");
    await settle();
    expect(call.signal?.aborted).toBe(true);
    expect(shown()).toMatchObject({ errors: some(null), elapsedMs: null });
    expect(state()).toMatchObject({
      tasks: { errors: { status: "cancelled", progress: null, failure: null } },
    });
    void state().measureNetworkErrors();
    await settle();
    client.last("network.errors").resolve(some(error));
    await settle();
    expect(state().networkErrors).toHaveLength(1);
    expect(shown()?.elapsedMs).not.toBeNull();
  });

  it("says why it failed, until that is dismissed", async () => {
    const { state, call } = await measuring();
    call.reject(new LabError("runtime.out-of-memory"));
    await settle();
    expect(state().tasks.errors.failure).toMatchObject({ code: "runtime.out-of-memory" });
    state().dismissTaskFailure("errors");
    expect(state().tasks.errors.failure).toBeNull();
  });

  it("does one thing at a time", async () => {
    const { client, state } = await measuring();
    void state().measureNetworkErrors();
    void state().sweep();
    void state().run();
    await settle();
    expect(client.kinds().slice(2)).toEqual(["network.errors"]);
  });

  it("ends with its model, whose errors are not shown for another", async () => {
    const { client, state, call, shown } = await measuring();
    call.report(report(16, some(null)));
    void state().openModel("second");
    await settle();
    client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, sha256: "2", layers: [] });
    await settle();
    expect(call.signal?.aborted).toBe(true);
    expect(shown()).toBeNull();
  });

  it("shows those of an earlier recipe of the same model until there are newer ones", async () => {
    const { state, call, shown } = await measuring();
    call.resolve(some(error));
    await settle();
    const first = state().recipe;
    state().editRecipe("mode", (recipe) => ({ ...recipe, mode: "dynamic" }));
    expect(shown()?.recipe).toBe(first);
    expect(shown()?.recipe).not.toBe(state().recipe);
  });
});
