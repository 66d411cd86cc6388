import { describe, expect, it } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import { LabError } from "#failures/lab-error.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { caseOf } from "./diagnosis-slice.ts";

async function checking() {
  const lab = await ready();
  void lab.state().run();
  await settle();
  lab.client.last("experiment.run").resolve(onlyA(runResult(lab.state().recipe)));
  await settle();
  return lab;
}

describe("checkRun", () => {
  it("looks at every run that has ended, and keeps what was found out", async () => {
    const { client, state } = await checking();
    const call = client.last("diagnosis.check");
    expect(call.payload).toEqual({ recipe: state().latest?.result.recipe });
    call.report({ done: 4, total: 80 } as never);
    call.resolve({ weights: [] });
    await settle();
    expect(state().checkedRun).toEqual({ record: state().latest, facts: { weights: [] } });
    expect(state().tasks.check.progress).toBeNull();
  });

  it("is told of every run of the log", async () => {
    const { state } = await checking();
    expect(state().log).toHaveLength(1);
    expect(caseOf(state())?.logged).toBe(state().log);
  });

  it("is given up for a new run", async () => {
    const { client, state } = await checking();
    const { signal } = client.last("diagnosis.check");
    void state().run();
    expect(signal?.aborted).toBe(true);
    expect(state().tasks.check.progress).toBeNull();
    await settle();
    expect(state()).toMatchObject({
      checkedRun: null,
      tasks: { check: { failure: null }, run: { status: "running" } },
    });
  });

  it("fails in silence, with the run in place, and can be tried again", async () => {
    const { client, state } = await checking();
    client.last("diagnosis.check").reject(new LabError("runtime.run-failed", {}));
    await settle();
    expect(state()).toMatchObject({
      tasks: { run: { status: "done" }, check: { failure: { code: "runtime.run-failed" } } },
    });
    void state().checkRun();
    await settle();
    expect(state().tasks.check.failure).toBeNull();
    client.last("diagnosis.check").resolve({ weights: [] });
    await settle();
    expect(state().checkedRun?.record).toBe(state().latest);
  });
});
